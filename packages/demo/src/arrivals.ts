import type { DomainEventType, DomainLifecycleEvent } from '@libvirt/core';
import { setTimeout } from 'node:timers/promises';
import { Failure } from './failure.js';
import { eventName } from './names.js';

const PATIENCE_SECONDS = 30;

/** The event that a caller waits for. */
interface Expected {
  readonly name: string;
  readonly event: DomainEventType;
}

/** Lets callers wait for events. */
export class Arrivals {
  readonly #notices = new Set<(event: DomainLifecycleEvent) => void>();

  /** Receives an event. */
  add(event: DomainLifecycleEvent): void {
    for (const notice of this.#notices) notice(event);
  }

  /** Resolves with the next such event after this call. */
  next(expected: Expected): Promise<void> {
    return new Promise((resolve) => {
      const notice = ({ domain, event }: DomainLifecycleEvent) => {
        if (domain.getName() !== expected.name || event !== expected.event) return;
        this.#notices.delete(notice);
        resolve();
      };
      this.#notices.add(notice);
    });
  }
}

/** Waits for the promise of {@link Arrivals.next}, up to a limit. */
export async function patiently(
  arrival: Promise<void>,
  expected: Expected,
  ending: AbortSignal,
): Promise<void> {
  const arrived = new AbortController();
  const signal = AbortSignal.any([ending, arrived.signal]);
  const lateness = setTimeout(PATIENCE_SECONDS * 1000, undefined, { signal }).then(
    () => {
      throw lateError(expected);
    },
    () => ending.throwIfAborted(),
  );
  try {
    await Promise.race([arrival, lateness]);
  } finally {
    arrived.abort();
  }
}

function lateError({ name, event }: Expected): Failure {
  const wanted = `event '${eventName(event)}' of ${name}`;
  return new Failure(`no ${wanted} arrived within ${PATIENCE_SECONDS} seconds`);
}
