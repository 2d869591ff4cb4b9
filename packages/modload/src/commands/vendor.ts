import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { commit, type ModuleEdit } from '../modload/commit.js';
import { resolveEmbeds } from '../imports/embed.js';
import { ModloadError } from '../base/errors.js';
import { cleanPath } from '../base/files.js';
import { vendoredReplacement } from '../modload/vendor-list.js';
import { moduleInfo } from '../modload/list-modules.js';
import { loadPackages, type LoadedPackage } from '../modload/load-packages.js';
import { moduleKey, sortModules, type ModuleVersion } from '../module/module.js';
import { BuildTags, isFulfilled } from '../imports/constraint.js';
import { NoBuildableFilesError, readSourceDirectory, sortedKeys } from '../imports/directory.js';
import { scanHeader } from '../imports/header.js';
import { mainGoVersion } from '../modload/requirements.js';
import type { LoadState } from '../modload/state.js';
import { isGoVersionBefore } from '../module/goversion.js';

/** Options of `Module.vendor`. */
export interface VendorOptions {
  /** The directory; `vendor` in the module's root by default. */
  readonly directory?: string | undefined;
  /** Whether to go on although packages cannot be loaded. */
  readonly allowErrors?: boolean;
  /** Receives each line of modules.txt. */
  readonly onLine?: (line: string) => void;
}

/** Result of `Module.vendor`; `write()` creates the directory. */
export class VendorResult {
  /** The changes of go.mod and go.sum. */
  readonly edit: ModuleEdit;
  readonly directory: string;
  /** The content of modules.txt; empty when there is nothing to vendor. */
  readonly modulesText: string;
  readonly #copies: readonly { readonly from: string; readonly to: string }[];

  /** Created by this package. */
  constructor(
    edit: ModuleEdit,
    directory: string,
    modulesText: string,
    copies: readonly { readonly from: string; readonly to: string }[],
  ) {
    this.edit = edit;
    this.directory = directory;
    this.modulesText = modulesText;
    this.#copies = copies;
  }

  /** The files to be copied, by their names in the vendor directory. */
  get files(): readonly string[] {
    return this.#copies.map(({ to }) => to);
  }

  /** Replaces the directory. */
  write(): void {
    rmSync(this.directory, { recursive: true, force: true });
    if (this.modulesText === '') return;
    mkdirSync(this.directory, { recursive: true });
    const made = new Set<string>();
    for (const { from, to } of this.#copies) {
      const target = join(this.directory, to);
      const parent = dirname(target);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      // The module cache is read-only, and its copy must not be: only the content is taken.
      writeFileSync(target, readFileSync(from));
    }
    writeFileSync(join(this.directory, 'modules.txt'), this.modulesText);
  }
}

/** Works out the vendor directory: every package that builds and tests of the main module's packages need. */
export async function vendor(state: LoadState, options: VendorOptions = {}): Promise<VendorResult> {
  const { context } = state;
  const { loaded } = await loadPackages(
    context,
    state.requirements,
    {
      tags: BuildTags.any,
      vendorsInGoRoot: true,
      resolveMissing: true,
      vendorAll: true,
      allowErrors: options.allowErrors ?? false,
      silenceMissingStandard: true,
    },
    ['all'],
  );
  state.requirements = loaded.requirements;
  state.loaded = loaded;
  const edit = await commit(context, loaded.requirements, loaded);
  const { main } = context;
  const { directory: chosen } = options;
  const directory =
    chosen === undefined || chosen === ''
      ? main.vendorDirectory
      : isAbsolute(chosen)
        ? cleanPath(chosen)
        : join(context.directory, chosen);

  const byModule = new Map<string, { module: ModuleVersion; packages: LoadedPackage[] }>();
  for (const path of loaded.paths) {
    const found = loaded.package(path)!;
    const { module } = found;
    if (!module || context.main.isMain(module)) continue;
    const key = moduleKey(module);
    const known = byModule.get(key);
    if (known) known.packages.push(found);
    else byModule.set(key, { module, packages: [found] });
  }

  checkCollisions([...byModule.values()].map(({ module }) => module.path));

  const goVersion = main.isWorkspace
    ? mainGoVersion(context)
    : (main.single.goMod?.go?.version ?? '');
  const isAtLeast = (release: string) => goVersion !== '' && !isGoVersionBefore(goVersion, release);
  const stated = new Map(
    main.list.flatMap(({ goMod }) =>
      (goMod?.require ?? []).map(
        ({ path, version }) => [moduleKey({ path, version }), { path, version }] as const,
      ),
    ),
  );
  const explicit = new Set(isAtLeast('1.14') ? stated.keys() : []);
  const modules = sortModules([
    ...(isAtLeast('1.14') ? stated.values() : []),
    ...[...byModule.values()]
      .map(({ module }) => module)
      .filter((each) => !explicit.has(moduleKey(each))),
  ]);

  const lines: string[] = [];
  const add = (line: string) => {
    lines.push(`${line}\n`);
    options.onLine?.(line);
  };
  if (main.isWorkspace && main.hasRoot) add('## workspace');
  const copier = new Copier(state, !isAtLeast('1.17'));
  for (const module of modules) {
    const key = moduleKey(module);
    add(moduleLine(module, context.main.replacement(module)));
    const info = isAtLeast('1.17')
      ? await moduleInfo(context, loaded.requirements, selectedOf(loaded.requirements, module))
      : undefined;
    const notes = [
      ...(explicit.has(key) ? ['explicit'] : []),
      ...(info?.goVersion ? [`go ${info.goVersion}`] : []),
    ];
    if (notes.length > 0) add(`## ${notes.join('; ')}`);
    for (const each of byModule.get(key)?.packages ?? []) {
      add(each.path);
      copier.addPackage(each);
    }
  }
  if (isAtLeast('1.14')) {
    const written = new Set(
      (main.isWorkspace ? modules : [...byModule.values()].map(({ module }) => module)).map(
        moduleKey,
      ),
    );
    const writeOnce = (old: ModuleVersion, to: ModuleVersion | undefined) => {
      if (written.has(moduleKey(old))) return;
      written.add(moduleKey(old));
      if (to) add(moduleLine(old, to));
    };
    for (const { old, new: to } of main.workspace?.goWork.replace ?? []) writeOnce(old, to);
    for (const { goMod } of main.list) {
      for (const { old, new: to } of goMod?.replace ?? []) {
        writeOnce(old, main.isWorkspace ? main.replacement(old) : to);
      }
    }
  }
  if (lines.length === 0) context.report.note('go: no dependencies to vendor');
  return new VendorResult(edit, directory, lines.join(''), copier.copies);
}

/**
 * Checks that no two module paths are the same but for case: on many systems one would take the other's place.
 *
 * @throws {ModloadError} `ERR_MODLOAD_VENDOR` if two are.
 */
function checkCollisions(paths: readonly string[]): void {
  const folded = new Map<string, string>();
  for (const path of [...paths].sort()) {
    const other = folded.get(path.toLowerCase());
    if (other !== undefined) {
      throw new ModloadError(
        'ERR_MODLOAD_VENDOR',
        `go.mod: case-insensitive import collision: "${path}" and "${other}"`,
      );
    }
    folded.set(path.toLowerCase(), path);
  }
}

const selectedOf = (
  requirements: LoadState['requirements'],
  { path, version }: ModuleVersion,
): ModuleVersion => ({ path, version: requirements.loadedGraph?.selected(path) ?? version });

function moduleLine(module: ModuleVersion, replacement: ModuleVersion | undefined): string {
  const show = ({ path, version }: ModuleVersion) => (version ? `${path} ${version}` : path);
  return `# ${show(module)}${replacement ? ` => ${show(vendoredReplacement(replacement))}` : ''}`;
}

const metadata = /^(AUTHORS|CONTRIBUTORS|COPYLEFT|COPYING|COPYRIGHT|LEGAL|LICENSE|NOTICE|PATENTS)/;

/** Collects the files to be copied. */
class Copier {
  readonly #state: LoadState;
  readonly #withGoMod: boolean;
  readonly copies: { from: string; to: string }[] = [];
  readonly #copied = new Set<string>();
  readonly #licensed = new Set<string>();

  constructor(state: LoadState, withGoMod: boolean) {
    this.#state = state;
    this.#withGoMod = withGoMod;
  }

  #add(from: string, to: string): void {
    if (this.#copied.has(to)) return;
    this.#copied.add(to);
    this.copies.push({ from, to });
  }

  #addFiles(from: string, to: string, matches: (name: string) => boolean): void {
    for (const { name, kind } of this.#state.context.files.entries(from)) {
      if (kind === 'file' && matches(name)) this.#add(join(from, name), `${to}/${name}`);
    }
  }

  addPackage({ path, directory, module }: LoadedPackage): void {
    const { files, buildTags } = this.#state.context;
    this.#addFiles(directory, path, (name) => this.#isSource(directory, name));
    this.#addLicences(module!.path, path, directory);

    const source = readSourceDirectory(files, directory, buildTags, { useAllFiles: true });
    if (source.error instanceof NoBuildableFilesError) return;
    const patterns = [source.embeds, source.testEmbeds, source.externalTestEmbeds];
    const embedded = resolveEmbeds(files, directory, patterns.flatMap(sortedKeys));
    for (const file of embedded) this.#add(join(directory, file), `${path}/${file}`);
  }

  #isSource(directory: string, name: string): boolean {
    if (name.endsWith('_test.go')) return false;
    if (name === 'go.mod' || name === 'go.sum') return this.#withGoMod;
    if (!name.endsWith('.go')) return true;
    const header = scanHeader(this.#state.context.files.read(join(directory, name)));
    return isFulfilled(header.text, BuildTags.any);
  }

  /** Copies what the directories above the package, up to the module's root, say about rights. */
  #addLicences(modulePath: string, path: string, directory: string): void {
    for (let isOwn = true; ; isOwn = false) {
      const key = `${modulePath} ${path}`;
      if (this.#licensed.has(key)) return;
      this.#licensed.add(key);
      if (!isOwn) this.#addFiles(directory, path, (name) => metadata.test(name));
      if (path === modulePath) return;
      path = dirname(path);
      directory = dirname(directory);
      if (path === '.')
        throw new ModloadError('ERR_MODLOAD_PACKAGE', `${modulePath} has no such package`);
    }
  }
}
