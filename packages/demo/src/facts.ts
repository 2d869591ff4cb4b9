import { LibvirtError, type Connect, type Domain, type DomainLifecycleEvent } from '@libvirt/core';
import { detailName, eventName, stateName, type Name } from './names.js';

/** A domain as it is shown. */
export interface DomainFacts {
  /** Null unless the domain is active. */
  readonly id: number | null;
  readonly name: string;
  readonly uuid: string;
  readonly state: Name;
  readonly vcpus: number;
  readonly memoryKiB: bigint;
  readonly cpuTimeNanoseconds: bigint;
}

/** An event as it is shown. */
export interface EventFacts {
  readonly time: Date;
  readonly name: string;
  readonly uuid: string;
  readonly event: Name;
  readonly detail: Name;
}

/** All domains of a connection, active ones first. */
export async function readDomains(connection: Connect): Promise<DomainFacts[]> {
  const domains = await connection.listAllDomains();
  const facts = await Promise.all(domains.map(readDomain));
  return facts.filter((each) => each !== undefined).sort(compareDomains);
}

async function readDomain(domain: Domain): Promise<DomainFacts | undefined> {
  try {
    const { state, nrVirtCpu, memory, cpuTime } = await domain.getInfo();
    return {
      id: domain.getID() ?? null,
      name: domain.getName(),
      uuid: domain.getUUIDString(),
      state: stateName(state),
      vcpus: nrVirtCpu,
      memoryKiB: memory,
      cpuTimeNanoseconds: cpuTime,
    };
  } catch (error) {
    // It may be removed between the listing and the query.
    if (isMissingDomain(error)) return undefined;
    throw error;
  }
}

function compareDomains(one: DomainFacts, other: DomainFacts): number {
  const byId = (one.id ?? Infinity) - (other.id ?? Infinity);
  return byId || one.name.localeCompare(other.name);
}

export function isMissingDomain(error: unknown): boolean {
  return error instanceof LibvirtError && error.code === 'VIR_ERR_NO_DOMAIN';
}

/** An event as it arrives: the time is now. */
export function readEvent({ domain, event, detail }: DomainLifecycleEvent): EventFacts {
  return {
    time: new Date(),
    name: domain.getName(),
    uuid: domain.getUUIDString(),
    event: eventName(event),
    detail: detailName(event, detail),
  };
}
