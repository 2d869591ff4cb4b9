import type { LoadContext } from './context.js';
import { ExcludedError, findCause, RetractedError } from './disallowed.js';
import { isNotFound, ModloadError, ModuleError, NoMatchingVersionError } from '../base/errors.js';
import { moduleKey, type ModuleVersion } from '../module/module.js';
import { query } from './module-query.js';
import { compare } from '../module/semver.js';

/** Checks that a version is neither excluded nor retracted. */
export async function checkAllowed(context: LoadContext, module: ModuleVersion): Promise<void> {
  checkExclusion(context, module);
  await checkRetraction(context, module);
}

/** Checks that a version is not excluded. */
export function checkExclusion(context: LoadContext, module: ModuleVersion): void {
  if (context.main.isExcluded(module)) throw ModuleError.of(module, new ExcludedError());
}

/** Checks that a version is not retracted by the newest version of its module. */
export async function checkRetraction(context: LoadContext, module: ModuleVersion): Promise<void> {
  if (module.version === '' || context.main.replacement({ path: module.path, version: '' })) return;
  let retract;
  try {
    ({ retract } = await context.summaries.raw(
      await latestIgnoringRetractions(context, module.path),
    ));
  } catch (error) {
    const reason = error instanceof ModuleError ? error.cause : error;
    throw new ModloadError(
      'ERR_MODLOAD_QUERY',
      `loading module retractions for ${moduleKey(module)}: ${reason instanceof Error ? reason.message : String(reason)}`,
      reason,
    );
  }
  const { version } = module;
  const fitting = retract.filter(
    ({ low, high }) => compare(low, version) <= 0 && compare(version, high) <= 0,
  );
  if (fitting.length === 0) return;
  const rationale = fitting.map((each) => each.rationale).filter(Boolean);
  throw ModuleError.of(module, new RetractedError(rationale));
}

/** Returns what the newest version of a module says about its deprecation; empty if it is not deprecated. */
export async function findDeprecation(
  context: LoadContext,
  module: ModuleVersion,
): Promise<string> {
  if (module.version === '' || context.main.replacement({ path: module.path, version: '' }))
    return '';
  try {
    const summary = await context.summaries.raw(
      await latestIgnoringRetractions(context, module.path),
    );
    return summary.deprecated;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModloadError(
      'ERR_MODLOAD_QUERY',
      `loading deprecation for ${module.path}: ${reason}`,
      error,
    );
  }
}

/** Returns whether an error says that there is no version to ask about. */
export const isNoVersion = (error: unknown) =>
  isNotFound(error) || findCause(error, NoMatchingVersionError) !== undefined;

const latest = new WeakMap<LoadContext, Map<string, Promise<ModuleVersion>>>();

/** Returns the newest version of a module, retracted or not: its go.mod lists the retractions. */
function latestIgnoringRetractions(context: LoadContext, path: string): Promise<ModuleVersion> {
  let known = latest.get(context);
  if (!known) latest.set(context, (known = new Map<string, Promise<ModuleVersion>>()));
  let answer = known.get(path);
  if (!answer) {
    answer = findLatest(context, path);
    known.set(path, answer);
  }
  return answer;
}

async function findLatest(context: LoadContext, path: string): Promise<ModuleVersion> {
  const replacement = context.main.replacement({ path, version: '' });
  if (replacement) return replacement;
  const { version } = await query(context, path, 'latest', '');
  return context.main.resolve({ path, version });
}
