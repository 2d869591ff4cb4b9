import type { Native } from './addon.js';

/** The longest time that a timer can wait. */
const LONGEST = 2_147_483_647;

/**
 * Returns what stands for the addon where no binary can be loaded: importing works, since another
 * engine may be used, and each raw function throws the reason.
 */
export function withoutBinary(reason: Error): Native {
  // Keeps the process alive while it is wanted.
  let timer: NodeJS.Timeout | undefined;
  let wanted = 0;
  const own: Partial<Native> = {
    startLoading: () => undefined,
    finishLoading: () => undefined,
    ref: () => {
      wanted += 1;
      timer ??= setInterval(() => undefined, LONGEST);
    },
    unref: () => {
      wanted -= 1;
      if (wanted > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
    abandon: () => undefined,
    threadCount: () => 0,
  };
  const refuse = () => {
    throw reason;
  };
  return new Proxy(own, {
    get: (functions, name, receiver) =>
      typeof name === 'string' && name.startsWith('vir') && !(name in functions)
        ? refuse
        : (Reflect.get(functions, name, receiver) as unknown),
  }) as Native;
}
