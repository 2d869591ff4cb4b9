import type { Facts } from '../facts.js';
import { members } from '../names.js';
import { admin } from './admin.js';
import { connect } from './connect.js';
import type { Descriptions } from './description.js';
import { domainEvents } from './domain-events.js';
import { domainFlags } from './domain-flags.js';
import { domainJobs } from './domain-jobs.js';
import { domainStates } from './domain-states.js';
import { errors } from './errors.js';
import { qemu } from './qemu.js';
import { resources } from './resources.js';

const AREAS = [
  connect,
  domainStates,
  domainEvents,
  domainFlags,
  domainJobs,
  resources,
  errors,
  qemu,
  admin,
];

/** The descriptions of all enums of all libraries. */
export const descriptions: Descriptions = Object.fromEntries(AREAS.flatMap(Object.entries));

/** Throws unless exactly the existing enums and values are described, each once. */
export function checkDescriptions(facts: Facts, areas: readonly Descriptions[] = AREAS): void {
  const constants = facts.enums.flatMap((each) => [
    each.name,
    ...members(each).map(({ name }) => `${each.name}.${name}`),
  ]);
  const described = areas
    .flatMap((area) => Object.entries(area))
    .flatMap(([name, { values }]) => [name, ...Object.keys(values).map((key) => `${name}.${key}`)]);
  const problems = [
    ...without(constants, described).map((name) => `${name} has no description`),
    ...without(described, constants).map((name) => `${name} is described, but does not exist`),
    ...described
      .filter((name, index) => described.indexOf(name) < index)
      .map((name) => `${name} is described twice`),
  ];
  if (problems.length > 0) {
    throw new Error(`packages/codegen/src/descriptions: ${problems.join(', ')}`);
  }
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return names.filter((name) => !left.has(name));
}
