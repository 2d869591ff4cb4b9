import { open } from './connection.js';
import { inFlight, Measurement, number } from '../protocol.js';

/** Calls a function some times to warm up, then measures `count` calls. */
async function repeat(warmUp: number, act: () => Promise<number>): Promise<void> {
  const count = number('count');
  for (let index = 0; index < warmUp; index += 1) await act();
  let seen = 0;
  const measurement = new Measurement();
  for (let index = 0; index < count; index += 1) seen += await act();
  measurement.stop().report(count, seen);
}

export async function list(): Promise<void> {
  const conn = await open();
  const lanes = number('in_flight');
  await repeat(3, async () => {
    const domains = await conn.listAllDomains();
    const described: unknown[] = [];
    await inFlight(domains.length, lanes, async (index) => {
      const domain = domains[index]!;
      const info = await domain.getInfo();
      described.push([domain.getName(), domain.getUUIDString(), domain.getID(), info]);
    });
    return described.length;
  });
}

export async function xml(): Promise<void> {
  const conn = await open();
  const domains = await conn.listAllDomains();
  const lanes = number('in_flight');
  await repeat(1, async () => {
    let seen = 0;
    await inFlight(domains.length, lanes, async (index) => {
      if ((await domains[index]!.getXMLDesc()).length > 0) seen += 1;
    });
    return seen;
  });
}

export async function statistics(): Promise<void> {
  const conn = await open();
  await repeat(5, async () => (await conn.getAllDomainStats()).length);
}
