import { EventEmitter, getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LONGEST_TIMER } from '../src/check.js';
import { Deadline } from '../src/deadline.js';
import { HostTimeoutError } from '../src/errors.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const forever = () => new Promise<never>(() => undefined);

describe('Deadline', () => {
  it.each([1, 60_000, 7 * 24 * 3600 * 1000, LONGEST_TIMER])(
    'ends after %d ms, and not a millisecond before',
    async (timeout) => {
      const deadline = new Deadline({ timeout }, 'a', 'a run');
      const raced = deadline.race(forever()).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(timeout - 1);
      expect(deadline.signal.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      const error = await raced;
      expect(error).toMatchObject({
        name: 'HostTimeoutError',
        code: 'ERR_LIBVIRT_HOST_TIMEOUT',
        message: `host a: a run took longer than ${timeout} ms`,
      });
    },
  );

  it('refuses times that no timer can wait', () => {
    for (const timeout of [-1, LONGEST_TIMER + 1, Infinity, NaN, '1' as unknown as number]) {
      expect(() => new Deadline({ timeout }, 'a', 'a run')).toThrow(RangeError);
    }
    expect(() => new Deadline({ signal: {} as AbortSignal }, 'a', 'a run')).toThrow(
      new TypeError('options.signal must be an AbortSignal'),
    );
  });

  it('ends with the first of its signals and its timeout, and leaves no listener and no timer', async () => {
    const [user, host] = [new AbortController(), new AbortController()];
    const deadline = new Deadline({ signal: user.signal, timeout: 10 }, 'a', 'b', host.signal);
    const raced = deadline.race(forever());
    host.abort('host');
    await expect(raced).rejects.toBe('host');
    user.abort('user');
    await vi.advanceTimersByTimeAsync(10);
    expect(deadline.signal.reason).toBe('host');
    deadline.end();
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(user.signal, 'abort')).toEqual([]);
    expect(getEventListeners(host.signal, 'abort')).toEqual([]);
  });

  it('is over at once if a signal is aborted already', async () => {
    const deadline = new Deadline({ signal: AbortSignal.abort('before') }, 'a', 'b');
    await expect(deadline.race(forever())).rejects.toBe('before');
  });

  it('waits for a thousand things under one signal without a warning', async () => {
    const warn = vi.fn();
    process.on('warning', warn);
    const { signal } = new AbortController();
    const all = Array.from({ length: 1000 }, () => new Deadline({ signal }, 'a', 'b'));
    for (const each of all) each.end();
    await vi.advanceTimersByTimeAsync(1);
    process.off('warning', warn);
    expect(warn).not.toHaveBeenCalled();
  });

  it('until: checks at once and after each event, and passes on what the check throws', async () => {
    const emitter = new EventEmitter();
    const deadline = new Deadline({ timeout: 10 }, 'a', 'b');
    const values = [undefined, undefined, 5];
    const reached = deadline.until(() => values.shift(), [emitter, 'x']);
    emitter.emit('x');
    emitter.emit('x');
    expect(await reached).toBe(5);
    const failing = () => {
      throw new Error('no');
    };
    await expect(deadline.until(failing, [emitter, 'x'])).rejects.toThrow('no');
    const late = deadline.until(() => undefined, [emitter, 'x']);
    vi.advanceTimersByTime(10);
    await expect(late).rejects.toBeInstanceOf(HostTimeoutError);
    expect(emitter.listenerCount('x')).toBe(0);
  });
});
