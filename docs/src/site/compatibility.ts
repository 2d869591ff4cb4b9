import { newestFacts, packages, testedNodeVersions } from './data.js';

/** Returns the tables of the page on compatibility, made from the repository's data. */
export function compatibility(): string {
  return `
## The packages

Tested on Node.js ${testedNodeVersions().join(', ')}.

| package | version | Node.js |
| --- | --- | --- |
${packages()
  .map(({ name, version, engines }) => `| \`${name}\` | ${version} | ${engines.node} |`)
  .join('\n')}

## Functions by the release that added them

With an older libvirt these reject with \`VIR_ERR_NO_SUPPORT\`. What libvirt 1.2.0 and older have is not listed.

| libvirt | functions |
| --- | --- |
${functionsByRelease()
  .map(([release, functions]) => `| ${release} | ${functions.map(linked).join(', ')} |`)
  .join('\n')}
`;
}

interface CFunction {
  readonly name: string;
  readonly header: string;
}

const linked = ({ name, header }: CFunction) =>
  `[\`${name}\`](https://libvirt.org/html/libvirt-${header}.html#${name})`;

function functionsByRelease(): [release: string, functions: readonly CFunction[]][] {
  const releases = new Map<string, CFunction[]>();
  for (const each of newestFacts().functions) {
    if (compare(each.since, '1.2.0') <= 0) continue;
    const functions = releases.get(each.since) ?? [];
    functions.push(each);
    releases.set(each.since, functions);
  }
  return [...releases].sort(([one], [other]) => compare(other, one));
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, undefined, { numeric: true });
}
