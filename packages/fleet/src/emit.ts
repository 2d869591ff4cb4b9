import type { EventEmitter } from 'node:events';

/**
 * Emits an event. A listener that throws causes an uncaught exception, and the others still run: what
 * watches and inventories do must not depend on the user's listeners.
 */
export function emit(emitter: EventEmitter, name: string, ...values: unknown[]): void {
  for (const listener of emitter.rawListeners(name)) {
    try {
      Reflect.apply(listener, emitter, values);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
