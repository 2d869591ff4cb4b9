import { afterEach, describe, expect, it, vi } from 'vitest';
import { Backoff } from '../src/backoff.js';

/** The bounds of the next delays: those for the smallest and the largest random number. */
function bounds(backoff: Backoff, count: number): number[] {
  vi.spyOn(Math, 'random').mockReturnValue(1 - Number.EPSILON);
  return Array.from({ length: count }, () => Math.round(backoff.next()));
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('Backoff', () => {
  it('doubles the bound up to the maximum, and never passes it', () => {
    const backoff = new Backoff({ initial: 100, max: 1500 });
    expect(bounds(backoff, 7)).toEqual([100, 200, 400, 800, 1500, 1500, 1500]);
  });

  it('stays at the maximum for as many failures as a number can count', () => {
    const backoff = new Backoff({ initial: 1, max: 0x7fff_ffff });
    expect(new Set(bounds(backoff, 5000).slice(31))).toEqual(new Set([0x7fff_ffff]));
  });

  it('has full jitter: delays from 0 to the bound, spread evenly', () => {
    const delays = Array.from({ length: 10_000 }, () => new Backoff({ initial: 1000 }).next());
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const within = delays.filter((each) => Math.floor(each / 100) === tenth);
      // 1,000 expected, with a standard deviation of 30: ten of them.
      expect(Math.abs(within.length - 1000)).toBeLessThan(300);
    }
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(new Backoff().next()).toBe(0);
  });

  it('is reset by a connection that lasted long enough, and by no shorter one', () => {
    const backoff = new Backoff({ initial: 100, max: 10_000, resetAfter: 500 });
    expect(bounds(backoff, 3)).toEqual([100, 200, 400]);
    backoff.connectionLasted(499);
    expect(bounds(backoff, 1)).toEqual([800]);
    backoff.connectionLasted(500);
    expect(bounds(backoff, 2)).toEqual([100, 200]);
  });

  it('checks its options', () => {
    expect(() => new Backoff({ initial: 0 })).toThrow(
      new RangeError(
        'options.backoff.initial must be a number of milliseconds from 1 to 2147483647: got 0',
      ),
    );
    expect(() => new Backoff({ initial: 2000, max: 1000 })).toThrow('options.backoff.max');
    expect(() => new Backoff({ max: 0x8000_0000 })).toThrow(RangeError);
    expect(() => new Backoff({ resetAfter: NaN })).toThrow('got NaN');
    expect(() => new Backoff({ intial: 1 } as object)).toThrow(
      new TypeError("unknown option 'intial' in options.backoff; known: initial, max, resetAfter"),
    );
    // A large first delay raises the default of the maximum.
    expect(bounds(new Backoff({ initial: 90_000 }), 2)).toEqual([90_000, 90_000]);
  });
});
