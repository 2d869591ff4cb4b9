// The daemons of the chaos program, in a process of their own: proxies and changes must not delay the
// event loop that is measured. Does what its parent asks for.
import { Site } from './site.js';

const sites: Site[] = [];
const ended = new AbortController();
let working: Promise<unknown> = Promise.resolve();

/** What the parent can ask for. */
const requests = {
  start: async (count: number) => {
    sites.push(...(await Promise.all(Array.from({ length: count }, () => Site.start()))));
    return sites.map(({ uris, uuids }) => ({ uris, uuids }));
  },
  kill: () => Promise.all(sites.map((site) => site.kill())),
  restart: () => Promise.all(sites.map((site) => site.restart())),
  harm: (pace: number) => {
    working = Promise.all(
      sites.flatMap((site) => [
        site.keepChanging(pace, ended.signal),
        site.keepHarming(ended.signal),
      ]),
    );
    return Promise.resolve();
  },
  calm: async () => {
    ended.abort();
    await working;
    return sites.map(({ changes, harms, lives }) => ({ changes, harms, lives }));
  },
  truth: () => Promise.all(sites.map((site) => site.truth())),
  prepare: () => Promise.all(sites.map((site) => site.prepare())),
  flip: (count: number) => Promise.all(sites.map((site) => site.flip(count))),
  end: () => Promise.all(sites.map((site) => site.end())),
};

/** The functions that answer the parent's requests. */
export type Requests = typeof requests;

/** One request, and its number for the answer. */
export interface Request {
  readonly id: number;
  readonly name: keyof Requests;
  readonly argument: never;
}

/** The answer: a value or an error. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

process.on('message', ({ id, name, argument }: Request) => {
  requests[name](argument).then(
    (value) => process.send!({ id, value } satisfies Answer),
    (error: unknown) =>
      process.send!({ id, error: String((error as Error).stack) } satisfies Answer),
  );
});
process.on('disconnect', () => process.exit());
