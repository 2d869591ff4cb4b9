/**
 * A listener that throws is an ordinary uncaught exception, and nobody else is kept from hearing.
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
