import { DomainEventType, type Connect, type Domain } from '@libvirt/core';
import { randomUUID } from 'node:crypto';
import { patiently, type Arrivals } from './arrivals.js';
import { isMissingDomain } from './facts.js';
import { explain, Failure } from './failure.js';
import type { Reporter } from './reporter.js';

/** The type of domain that each driver runs on any host, hardware support or not. */
const DOMAIN_TYPES: Readonly<Record<string, string>> = { TEST: 'test', QEMU: 'qemu' };

/** Makes a call and waits for its event. */
type Perform = <T>(source: string, event: DomainEventType, call: () => Promise<T>) => Promise<T>;

/** The demo's own domain. */
interface Plan {
  readonly name: string;
  readonly uuid: string;
  readonly xml: string;
}

/** Runs a small domain through its lifecycle, and removes it whatever happens. */
export async function exercise(
  connection: Connect,
  arrivals: Arrivals,
  reporter: Reporter,
  ending: AbortSignal,
): Promise<void> {
  const plan = planFor(await connection.getType());
  reporter.note(`Running ${plan.name}, a domain of the demo itself, through its lifecycle:`);
  const perform: Perform = async (source, event, call) => {
    ending.throwIfAborted();
    const expected = { name: plan.name, event };
    const arrival = arrivals.next(expected);
    reporter.call(source);
    const result = await call();
    await patiently(arrival, expected, ending);
    return result;
  };
  try {
    await liveThrough(connection, plan, perform);
  } catch (error) {
    await cleanUp(connection, plan, reporter, error);
    throw error;
  }
}

async function liveThrough(connection: Connect, { xml }: Plan, perform: Perform): Promise<void> {
  const { DEFINED, STARTED, SUSPENDED, RESUMED, STOPPED, UNDEFINED } = DomainEventType;
  const domain = await perform('domain = await connection.domainDefineXML(xml)', DEFINED, () =>
    connection.domainDefineXML(xml),
  );
  await perform('await domain.create()', STARTED, () => domain.create());
  await perform('await domain.suspend()', SUSPENDED, () => domain.suspend());
  await perform('await domain.resume()', RESUMED, () => domain.resume());
  await perform('await domain.destroy()', STOPPED, () => domain.destroy());
  await perform('await domain.undefine()', UNDEFINED, () => domain.undefine());
  await domain.free();
}

function planFor(driver: string): Plan {
  const type = DOMAIN_TYPES[driver];
  if (type === undefined) {
    const known = Object.keys(DOMAIN_TYPES).join(' and ');
    throw new Failure(`--exercise supports the drivers ${known}, not ${driver}`);
  }
  const name = `libvirt-demo-${process.pid}`;
  const uuid = randomUUID();
  return { name, uuid, xml: domainXML(type, name, uuid) };
}

/** A machine without disks: it boots into its firmware and stays there. */
function domainXML(type: string, name: string, uuid: string): string {
  return `
    <domain type='${type}'>
      <name>${name}</name>
      <uuid>${uuid}</uuid>
      <memory unit='MiB'>64</memory>
      <vcpu>1</vcpu>
      <os>
        <type>hvm</type>
      </os>
    </domain>`;
}

/** Looks the domain up by its UUID: another domain might have the same name. */
async function cleanUp(
  connection: Connect,
  { name, uuid }: Plan,
  reporter: Reporter,
  cause: unknown,
): Promise<void> {
  try {
    const domain = await connection.lookupDomainByUUIDString(uuid);
    reporter.note(`Removing ${name} ...`);
    await remove(domain);
  } catch (error) {
    if (isMissingDomain(error)) return;
    const reasons = [cause, error].map((each) => explain(each) ?? String(each));
    throw new Failure(`${reasons[0]!}; ${name} could not be removed: ${reasons[1]!}`);
  }
}

async function remove(domain: Domain): Promise<void> {
  if (await domain.isActive()) await domain.destroy();
  await domain.undefine();
}
