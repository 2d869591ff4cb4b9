// Runs the measured operations that @unraid/libvirt supports.
import { pathToFileURL } from 'node:url';
import {
  heapKiB,
  inFlight,
  Measurement,
  number,
  residentKiB,
  runOperation,
  text,
} from './protocol.js';

/** The part of that package that is used here. */
interface Domain {
  getInfo(): Promise<unknown>;
  getXMLDesc(): Promise<string>;
  getName(): Promise<string>;
  getUUIDString(): Promise<string>;
  getID(): Promise<number | null>;
}

interface Hypervisor {
  connectOpen(): Promise<void>;
  connectClose(): Promise<void>;
  connectListAllDomains(): Promise<Domain[]>;
}

// Imported by path: it is not a dependency, and may be missing.
const entry = process.env['UNRAID_LIBVIRT'];
if (entry === undefined) throw new Error('UNRAID_LIBVIRT is missing');
const { Hypervisor } = (await import(pathToFileURL(entry).href)) as {
  readonly Hypervisor: new (options: { uri: string }) => Hypervisor;
};

async function open(): Promise<Hypervisor> {
  const hypervisor = new Hypervisor({ uri: text('uri') });
  await hypervisor.connectOpen();
  return hypervisor;
}

async function listDomains(): Promise<Domain[]> {
  return await (await open()).connectListAllDomains();
}

async function calls(): Promise<void> {
  const [domain] = await listDomains();
  const count = number('count');
  const lanes = number('in_flight');
  await inFlight(count / 10, lanes, () => domain!.getInfo());
  const measurement = new Measurement();
  await inFlight(count, lanes, () => domain!.getInfo());
  measurement.stop().report(count, count);
}

async function names(): Promise<void> {
  const [domain] = await listDomains();
  const count = number('count');
  let seen = 0;
  const measurement = new Measurement();
  for (let index = 0; index < count; index += 1) seen += (await domain!.getName()).length;
  measurement.stop().report(count, seen);
}

async function opens(): Promise<void> {
  const count = number('count');
  const openAndClose = async () => {
    const hypervisor = await open();
    await hypervisor.connectClose();
  };
  await inFlight(count / 10, 1, openAndClose);
  const measurement = new Measurement();
  await inFlight(count, 1, openAndClose);
  measurement.stop().report(count, count);
}

async function memory(): Promise<void> {
  const [domain] = await listDomains();
  const count = number('count');
  const lanes = number('in_flight');
  await inFlight(number('warm_up'), lanes, () => domain!.getXMLDesc());
  const before = residentKiB();
  const heapBefore = heapKiB();
  const measurement = new Measurement();
  await inFlight(count, lanes, () => domain!.getXMLDesc());
  measurement.stop().report(count, count, {
    grownKiB: residentKiB() - before,
    heapGrownKiB: heapKiB() - heapBefore,
  });
}

async function firstDomain(): Promise<void> {
  const measurement = new Measurement();
  const [domain] = await listDomains();
  const name = await domain!.getName();
  measurement.stop().report(1, name.length);
}

/** Calls a function once to warm up, then measures `count` calls. */
async function repeat(act: () => Promise<number>): Promise<void> {
  const count = number('count');
  await act();
  let seen = 0;
  const measurement = new Measurement();
  for (let index = 0; index < count; index += 1) seen += await act();
  measurement.stop().report(count, seen);
}

async function list(): Promise<void> {
  const hypervisor = await open();
  const lanes = number('in_flight');
  await repeat(async () => {
    const domains = await hypervisor.connectListAllDomains();
    const described: unknown[] = [];
    await inFlight(domains.length, lanes, async (index) => {
      const domain = domains[index]!;
      described.push([
        await domain.getName(),
        await domain.getUUIDString(),
        await domain.getID(),
        await domain.getInfo(),
      ]);
    });
    return described.length;
  });
}

async function xml(): Promise<void> {
  const domains = await listDomains();
  const lanes = number('in_flight');
  await repeat(async () => {
    let seen = 0;
    await inFlight(domains.length, lanes, async (index) => {
      if ((await domains[index]!.getXMLDesc()).length > 0) seen += 1;
    });
    return seen;
  });
}

await runOperation({ calls, names, opens, memory, list, xml, 'first-domain': firstDomain });
