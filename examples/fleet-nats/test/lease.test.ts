import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lease, LeaseLostError, type LeaseStore } from '../src/lease.js';

const ttl = 60_000;
const trusted = 45_000;
const options = { key: 'host.a', holder: 'worker', ttl };

/** A bucket on the same fake clock, which removes an entry `ttl` after it was written. */
class Bucket implements LeaseStore {
  #revision = 0;
  readonly #entries = new Map<string, { readonly revision: number; readonly until: number }>();
  /** How long a request and its answer are under way. */
  delay = 0;
  isReachable = true;

  async create(key: string): Promise<number> {
    return await this.#write(key, 0);
  }

  async update(key: string, _value: unknown, revision: number): Promise<number> {
    return await this.#write(key, revision);
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
    return Promise.resolve();
  }

  async #write(key: string, expected: number): Promise<number> {
    if (!this.isReachable) throw new Error('timeout');
    const now = performance.now();
    const entry = this.#entries.get(key);
    if ((entry !== undefined && now < entry.until ? entry.revision : 0) !== expected) {
      throw new JetStreamApiError({
        code: 400,
        err_code: JetStreamApiCodes.StreamWrongLastSequence,
        description: 'wrong last sequence',
      });
    }
    const revision = ++this.#revision;
    this.#entries.set(key, { revision, until: now + ttl });
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    return revision;
  }
}

let bucket: Bucket;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  bucket = new Bucket();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

async function acquire(): Promise<Lease> {
  const lease = await Lease.acquire(bucket, options);
  if (!lease) throw new Error('the lease is taken');
  return lease;
}

describe('Lease', () => {
  it('is trusted up to three quarters of its time, and no longer', async () => {
    const lease = await acquire();
    await vi.advanceTimersByTimeAsync(trusted - 1);
    lease.check();
    expect(lease.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(lease.signal.aborted).toBe(true);
    expect(() => lease.check()).toThrow(LeaseLostError);
  });

  it('is not given to another before its end', async () => {
    await acquire();
    await vi.advanceTimersByTimeAsync(ttl - 1);
    expect(await Lease.acquire(bucket, { ...options, holder: 'other' })).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(await Lease.acquire(bucket, { ...options, holder: 'other' })).toBeInstanceOf(Lease);
  });

  it('lasts a week when it is renewed, under one epoch', async () => {
    const lease = await acquire();
    const { epoch } = lease;
    const week = 7 * 24 * 3_600_000;
    for (let passed = 0; passed < week; passed += trusted - 1) {
      await vi.advanceTimersByTimeAsync(trusted - 1);
      await lease.renew();
    }
    lease.check();
    expect(lease.epoch).toBe(epoch);
    await vi.advanceTimersByTimeAsync(trusted);
    expect(lease.signal.aborted).toBe(true);
  });

  it('notices after a pause that its time is over, before any timer has run', async () => {
    const lease = await acquire();
    // Clocks go on while a process is stopped, and its timers run some time after it continues.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + trusted);
    expect(() => lease.check()).toThrow('not renewed in time');
    await expect(lease.renew()).rejects.toThrow(LeaseLostError);
  });

  it('notices the sleep of a machine by the wall clock, and ignores one that is set back', async () => {
    const lease = await acquire();
    vi.setSystemTime(Date.now() - 3_600_000);
    lease.check();
    vi.setSystemTime(Date.now() + 3_600_000 + trusted);
    expect(() => lease.check()).toThrow(LeaseLostError);
  });

  it('counts from before the request, so that a slow answer extends it by less', async () => {
    const lease = await acquire();
    await vi.advanceTimersByTimeAsync(1000);
    bucket.delay = 500;
    const renewed = lease.renew();
    await vi.advanceTimersByTimeAsync(500);
    await renewed;
    await vi.advanceTimersByTimeAsync(trusted - 501);
    lease.check();
    await vi.advanceTimersByTimeAsync(1);
    expect(() => lease.check()).toThrow(LeaseLostError);
  });

  it('is lost if the answer comes after its time, although the server has renewed it', async () => {
    const lease = await acquire();
    await vi.advanceTimersByTimeAsync(trusted - 1);
    bucket.delay = 1;
    const renewed = expect(lease.renew()).rejects.toThrow(LeaseLostError);
    await vi.advanceTimersByTimeAsync(1);
    await renewed;
  });

  it('is lost from the start if taking it took longer than it is trusted', async () => {
    bucket.delay = trusted;
    const taken = acquire();
    await vi.advanceTimersByTimeAsync(trusted);
    const lease = await taken;
    expect(() => lease.check()).toThrow(LeaseLostError);
  });

  it('outlives a server that cannot be reached for less than its time', async () => {
    const lease = await acquire();
    bucket.isReachable = false;
    await expect(lease.renew()).rejects.toThrow('timeout');
    await vi.advanceTimersByTimeAsync(trusted - 1);
    bucket.isReachable = true;
    await lease.renew();
    lease.check();
  });

  it('is lost at once when another holds the key', async () => {
    const lease = await acquire();
    await bucket.delete(options.key);
    await Lease.acquire(bucket, { ...options, holder: 'other' });
    await expect(lease.renew()).rejects.toThrow(JetStreamApiError);
    expect(() => lease.check()).toThrow('held by another');
  });

  it('is free at once after it was released', async () => {
    const lease = await acquire();
    await lease.release();
    expect(() => lease.check()).toThrow('released');
    const next = await acquire();
    expect(next.epoch).toBeGreaterThan(lease.epoch);
  });
});
