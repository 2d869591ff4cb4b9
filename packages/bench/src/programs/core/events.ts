import { open } from './connection.js';
import { setTimeout as delay } from 'node:timers/promises';
import { countThreads, inFlight, Measurement, number, residentKiB } from '../protocol.js';

export async function events(): Promise<void> {
  const lanes = number('in_flight');
  const each = number('count') / lanes;
  const conn = await open();
  const domains = (await conn.listAllDomains()).slice(0, lanes);
  const starts: number[] = [];
  const latencies: number[] = [];
  const arrivals: (() => void)[] = [];
  for (const [lane, domain] of domains.entries()) {
    await conn.domainEventLifecycleRegister(domain, () => {
      latencies.push((performance.now() - starts[lane]!) * 1000);
      arrivals[lane]!();
    });
  }
  const measurement = new Measurement();
  await inFlight(lanes, lanes, async (lane) => {
    const domain = domains[lane]!;
    for (let index = 0; index < each; index += 1) {
      const arrival = new Promise<void>((resolve) => (arrivals[lane] = resolve));
      starts[lane] = performance.now();
      await (index % 2 === 0 ? domain.suspend() : domain.resume());
      await arrival;
    }
  });
  measurement.stop().report(lanes * each, latencies.length, { latencies });
}

export async function connections(): Promise<void> {
  const watch = async () => {
    const conn = await open();
    await conn.domainEventLifecycleRegister(null, () => undefined);
    return conn;
  };
  const count = number('count');
  const conns = [await watch()];
  const kib = residentKiB();
  const threads = countThreads();
  const measurement = new Measurement();
  while (conns.length <= count) conns.push(await watch());
  measurement.stop();
  await delay(500);
  measurement.report(count, conns.length - 1, {
    grownKiB: residentKiB() - kib,
    threads: countThreads() - threads,
  });
}
