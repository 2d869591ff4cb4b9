import { nodeModule } from '@libvirt/native';

/** Binds a listener to the current asynchronous context (`AsyncLocalStorage`). */
export function bindContext<F extends (...args: never[]) => unknown>(listener: F): F {
  const { AsyncResource } = nodeModule('node:async_hooks');
  const bound: unknown = AsyncResource.bind(listener as never, 'libvirt');
  return bound as F;
}

/**
 * Calls a listener. If it throws, that becomes an uncaught exception, and the remaining listeners
 * still run.
 */
export function callListener<E>(listener: (event: E) => void, event: E): void {
  try {
    listener(event);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
