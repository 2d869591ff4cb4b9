import type {
  GoModSpec,
  MainSpec,
  ModuleSpec,
  PackageSpec,
  Universe,
  VersionSpec,
} from './universe.js';

/**
 * The smallest universe to be found in which `fails` still holds, by leaving out one thing after the
 * other.
 */
export async function shrink(
  universe: Universe,
  fails: (smaller: Universe) => Promise<boolean>,
  attempts = 400,
): Promise<Universe> {
  let left = attempts;
  const step = async (): Promise<boolean> => {
    for (const smaller of smallerUniverses(universe)) {
      if (left <= 0) return false;
      left -= 1;
      if (await fails(smaller)) {
        universe = smaller;
        return true;
      }
    }
    return false;
  };
  while (await step());
  return universe;
}

function* smallerUniverses(universe: Universe): Generator<Universe> {
  for (const modules of without(universe.modules)) yield { ...universe, modules };
  for (const main of smallerMains(universe.main)) yield { ...universe, main };
  for (const modules of each(universe.modules, smallerModules)) yield { ...universe, modules };
}

function* smallerModules(module: ModuleSpec): Generator<ModuleSpec> {
  for (const versions of without(module.versions)) yield { ...module, versions };
  for (const versions of each(module.versions, smallerVersions)) yield { ...module, versions };
}

function* smallerVersions(version: VersionSpec): Generator<VersionSpec> {
  for (const packages of smallerPackages(version.packages)) yield { ...version, packages };
  for (const goMod of smallerGoMods(version.goMod)) yield { ...version, goMod };
}

function* smallerMains(main: MainSpec): Generator<MainSpec> {
  for (const packages of smallerPackages(main.packages)) yield { ...main, packages };
  for (const goMod of smallerGoMods(main.goMod)) yield { ...main, goMod };
}

function* smallerGoMods(goMod: GoModSpec): Generator<GoModSpec> {
  for (const require of without(goMod.require)) yield { ...goMod, require };
  for (const exclude of without(goMod.exclude)) yield { ...goMod, exclude };
  for (const replace of without(goMod.replace)) yield { ...goMod, replace };
  for (const retract of without(goMod.retract)) yield { ...goMod, retract };
  const { deprecated, path, go, ...rest } = goMod;
  const optional = Object.entries({ deprecated, path, go }).filter(
    ([, text]) => text !== undefined,
  );
  for (const fewer of without(optional)) yield { ...rest, ...Object.fromEntries(fewer) };
}

function* smallerPackages(packages: readonly PackageSpec[]): Generator<readonly PackageSpec[]> {
  yield* without(packages);
  yield* each(packages, function* (one) {
    for (const imports of without(one.imports)) yield { ...one, imports };
    for (const testImports of without(one.testImports)) yield { ...one, testImports };
    for (const windowsImports of without(one.windowsImports)) yield { ...one, windowsImports };
  });
}

/** The lists without one half, and without one element. */
function* without<Element>(list: readonly Element[]): Generator<readonly Element[]> {
  const half = list.length >> 1;
  if (half > 1) {
    yield list.slice(half);
    yield list.slice(0, half);
  }
  for (const index of list.keys()) yield [...list.slice(0, index), ...list.slice(index + 1)];
}

/** The lists in which one element is a smaller one. */
function* each<Element>(
  list: readonly Element[],
  smaller: (element: Element) => Iterable<Element>,
): Generator<readonly Element[]> {
  for (const [index, element] of list.entries()) {
    for (const one of smaller(element))
      yield [...list.slice(0, index), one, ...list.slice(index + 1)];
  }
}
