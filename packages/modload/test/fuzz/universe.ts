/** All that a comparison needs: the modules there are, the main module, and what to ask. */
export interface Universe {
  readonly modules: readonly ModuleSpec[];
  readonly main: MainSpec;
  /** Each runs on the main module as it was written, its commands one after the other. */
  readonly sessions: readonly (readonly Command[])[];
}

/** The arguments of `go`. */
export type Command = readonly string[];

export interface ModuleSpec {
  readonly path: string;
  readonly versions: readonly VersionSpec[];
}

export interface VersionSpec {
  readonly version: string;
  readonly goMod: GoModSpec;
  readonly packages: readonly PackageSpec[];
}

export interface MainSpec {
  readonly goMod: GoModSpec;
  readonly packages: readonly PackageSpec[];
}

export interface GoModSpec {
  /** The module line's path, where it is not what it should be. */
  readonly path?: string;
  readonly go?: string;
  readonly deprecated?: string;
  readonly require: readonly RequireSpec[];
  readonly exclude: readonly RequireSpec[];
  readonly replace: readonly ReplaceSpec[];
  readonly retract: readonly (readonly [low: string, high: string])[];
}

export interface RequireSpec {
  readonly path: string;
  readonly version: string;
  readonly indirect?: boolean;
}

export interface ReplaceSpec {
  readonly path: string;
  /** Empty for all versions. */
  readonly version: string;
  readonly by: { readonly path: string; readonly version: string };
}

export interface PackageSpec {
  /** Within the module, empty for its root. */
  readonly folder: string;
  readonly imports: readonly string[];
  readonly testImports: readonly string[];
  /** What only builds for Windows imports. */
  readonly windowsImports: readonly string[];
}

/** The text of go.mod. */
export function formatGoMod(path: string, spec: GoModSpec): string {
  const lines = [
    ...(spec.deprecated === undefined ? [] : [`// Deprecated: ${spec.deprecated}`]),
    `module ${spec.path ?? path}`,
    ...(spec.go === undefined ? [] : ['', `go ${spec.go}`]),
    ...block(
      'require',
      spec.require.map(
        (each) => `${each.path} ${each.version}${each.indirect ? ' // indirect' : ''}`,
      ),
    ),
    ...block(
      'exclude',
      spec.exclude.map((each) => `${each.path} ${each.version}`),
    ),
    ...block(
      'replace',
      spec.replace.map(({ path, version, by }) =>
        `${`${path} ${version}`.trim()} => ${by.path} ${by.version}`.trim(),
      ),
    ),
    ...block(
      'retract',
      spec.retract.map(([low, high]) => (low === high ? low : `[${low}, ${high}] // no good`)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function block(verb: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  if (lines.length === 1) return ['', `${verb} ${lines[0]!}`];
  return ['', `${verb} (`, ...lines.map((line) => `\t${line}`), ')'];
}

/** The files of a module but for go.mod, by their names. */
export function packageFiles(packages: readonly PackageSpec[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const { folder, imports, testImports, windowsImports } of packages) {
    const prefix = folder === '' ? '' : `${folder}/`;
    files.set(`${prefix}p.go`, source('p', imports));
    if (testImports.length > 0) files.set(`${prefix}p_test.go`, source('p_test', testImports));
    if (windowsImports.length > 0) files.set(`${prefix}p_windows.go`, source('p', windowsImports));
  }
  return files;
}

function source(name: string, imports: readonly string[]): string {
  return `package ${name}\n${imports.map((path) => `\nimport _ "${path}"`).join('')}\n`;
}
