import type { DomainEventType, DomainLifecycleEvent } from '@libvirt/core';
import { setTimeout } from 'node:timers/promises';
import { Failure } from './failure.js';
import { eventName } from './names.js';

const PATIENCE_SECONDS = 30;

/** The event that somebody waits for. */
interface Expected {
  readonly name: string;
  readonly event: DomainEventType;
}

/** Lets others wait for events. */
export class Arrivals {
  readonly #notices = new Set<(event: DomainLifecycleEvent) => void>();

  /** Takes an event in. */
  add(event: DomainLifecycleEvent): void {
    for (const notice of this.#notices) notice(event);
  }

  /** Resolves when the event comes, from this call on. */
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

/** Waits for what {@link Arrivals.next} promised, but not for ever. */
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
  return new Failure(`no ${wanted} came within ${PATIENCE_SECONDS} seconds`);
}
