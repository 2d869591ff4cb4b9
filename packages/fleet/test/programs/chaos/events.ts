// What both processes of the chaos program make of the events, to compare them.
import type { DomainLifecycleEvent } from '@libvirt/core';

/** Returns one character for an event of one of these domains: which one, and what happened. */
export function encodeEvent(
  uuids: readonly string[],
  { domain, event, detail }: DomainLifecycleEvent,
): string {
  const index = uuids.indexOf(domain.getUUIDString());
  return String.fromCharCode(100 + index * 1000 + event * 50 + detail);
}

/**
 * Returns whether a host received these events of a daemon without one missing in between. A daemon that
 * is killed may have sent its last events to some clients only.
 */
export function isWithoutGap(events: string, lives: readonly string[]): boolean {
  const LAST = 3;
  return lives.some((life) => {
    if (life.includes(events)) return true;
    for (let last = 1; last <= Math.min(LAST, events.length); last += 1) {
      if (life.endsWith(events.slice(0, -last))) return true;
    }
    return false;
  });
}
