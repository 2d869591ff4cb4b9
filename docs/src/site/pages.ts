// Which file becomes which page of the site, and the menu.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from './root.js';

/** A part of the menu. */
export interface Section {
  readonly title: string;
  readonly files: readonly string[];
}

/** The menu: files of the repository. The reference follows it. */
export const MENU: readonly Section[] = [
  { title: 'Introduction', files: ['docs/why.md', 'docs/start.md', 'README.md'] },
  {
    title: 'Guides',
    files: [
      'docs/guide.md',
      'docs/access.md',
      'docs/errors.md',
      'docs/xml.md',
      'docs/consoles.md',
      'docs/statistics.md',
      'docs/storage.md',
      'docs/networks.md',
      'docs/snapshots.md',
      'docs/migration.md',
      'docs/guest-agent.md',
      'docs/containers.md',
      'docs/many-hosts.md',
      'docs/deployment.md',
      'SECURITY.md',
    ],
  },
  {
    title: 'Coming from',
    files: [
      'docs/virsh.md',
      'docs/from-virsh.md',
      'docs/from-go.md',
      'docs/from-python.md',
      'docs/from-unraid.md',
    ],
  },
  {
    title: 'Examples',
    files: [
      'examples/provision/README.md',
      'examples/backup/README.md',
      'examples/ci-runner/README.md',
      'examples/otel/README.md',
      'examples/fleet-nats/README.md',
    ],
  },
  {
    title: 'Packages',
    files: [
      'packages/core/README.md',
      'packages/qemu/README.md',
      'packages/lxc/README.md',
      'packages/fleet/README.md',
      'packages/remote/README.md',
      'packages/xml/README.md',
      'packages/admin/README.md',
      'native/README.md',
    ],
  },
  {
    title: 'Go modules',
    files: ['packages/modload/README.md', 'packages/modload/ARCHITECTURE.md'],
  },
  {
    title: 'The project',
    files: [
      'docs/performance.md',
      'docs/compatibility.md',
      'CONTRIBUTING.md',
      'ARCHITECTURE.md',
      'packages/integration/README.md',
      ...['core', 'qemu', 'lxc', 'fleet', 'remote', 'xml', 'admin', 'modload'].map(
        (name) => `packages/${name}/CHANGELOG.md`,
      ),
    ],
  },
];

/** Where files go that neither are in `docs/` nor keep their own name in lower case. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['README.md', 'overview'],
  ['docs/index.md', 'index'],
]);

/** The files of all pages that are not generated. */
export const FILES: readonly string[] = ['docs/index.md', ...MENU.flatMap(({ files }) => files)];

/** Returns the path of a file's page, such as `packages/core`. */
export function pageOf(file: string): string {
  const renamed = RENAMED.get(file);
  if (renamed !== undefined) return renamed;
  const { dir, name } = posix.parse(file);
  if (dir === 'docs') return name;
  const folder = dir === 'native' ? 'packages/native' : dir;
  return name === 'README' ? folder : posix.join(folder, name.toLowerCase());
}

/** Returns the text of a file. */
export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Returns the title of a file: its first heading. */
export function titleOf(file: string): string {
  const title = /^# (.+)$/m.exec(textOf(file))?.[1];
  if (title === undefined) throw new Error(`${file} has no heading`);
  return title.replaceAll('`', '');
}

const REPOSITORY = 'https://github.com/libvirt-node/libvirt-node';

/**
 * Returns where a link leads on the site: to a page, or to the repository for other files. Links to other
 * sites and within a page stay.
 * @param from the file with the link
 * @param link the link as it is written
 * @throws {Error} if the file that it leads to does not exist
 */
export function resolveLink(from: string, link: string): string {
  if (/^(?:[a-z]+:|#|\/)/.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const file = posix.join(posix.dirname(from), path);
  if (!existsSync(join(ROOT, file)))
    throw new Error(`${from} links to ${link}, which does not exist`);
  const page = FILES.includes(file) ? `/${pageOf(file)}` : `${REPOSITORY}/blob/main/${file}`;
  return anchor === undefined ? page : `${page}#${anchor}`;
}
