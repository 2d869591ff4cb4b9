import type { Connect, Domain } from '@libvirt/core';
import { open } from './connection.js';
import { heapKiB, inFlight, Measurement, number, residentKiB } from '../protocol.js';

async function firstDomainOf(conn: Connect): Promise<Domain> {
  const [domain] = await conn.listAllDomains();
  return domain!;
}

export async function calls(): Promise<void> {
  const domain = await firstDomainOf(await open());
  const count = number('count');
  const lanes = number('in_flight');
  await inFlight(count / 10, lanes, () => domain.getInfo());
  const measurement = new Measurement();
  await inFlight(count, lanes, () => domain.getInfo());
  measurement.stop().report(count, count);
}

export async function names(): Promise<void> {
  const domain = await firstDomainOf(await open());
  const count = number('count');
  let seen = 0;
  const measurement = new Measurement();
  for (let index = 0; index < count; index += 1) seen += domain.getName().length;
  measurement.stop().report(count, seen);
}

export async function opens(): Promise<void> {
  const count = number('count');
  const openAndClose = async () => {
    const conn = await open();
    await conn.close();
  };
  await inFlight(count / 10, 1, openAndClose);
  const measurement = new Measurement();
  await inFlight(count, 1, openAndClose);
  measurement.stop().report(count, count);
}

export async function memory(): Promise<void> {
  const domain = await firstDomainOf(await open());
  const count = number('count');
  const lanes = number('in_flight');
  await inFlight(number('warm_up'), lanes, () => domain.getXMLDesc());
  const before = residentKiB();
  const heapBefore = heapKiB();
  const measurement = new Measurement();
  await inFlight(count, lanes, () => domain.getXMLDesc());
  measurement.stop().report(count, count, {
    grownKiB: residentKiB() - before,
    heapGrownKiB: heapKiB() - heapBefore,
  });
}

export async function firstDomain(): Promise<void> {
  const measurement = new Measurement();
  const domain = await firstDomainOf(await open());
  measurement.stop().report(1, domain.getName().length);
}
