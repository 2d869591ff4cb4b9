/**
 * What a Go consumer makes of a released version: the question of projects whose version numbers are
 * dates. Go takes a major version of 2 or more as a breaking change that the module path must show, unless the
 * tag is of a time without go.mod.
 */

import { InvalidVersionError, messageOf, ModFileError } from '../base/errors.js';
import type { RevInfo } from '../modfetch/repo.js';
import type { ModuleSource } from '../modfetch/source.js';
import { parseGoMod } from '../modfile/gomod.js';
import {
  checkPath,
  isIncompatible,
  matchPathMajor,
  splitPathVersion,
  type ModuleVersion,
} from '../module/module.js';
import { isPseudoVersion } from '../module/pseudo.js';
import { PlannedSource, type PlannedTree } from './planned-tag.js';
import { query } from '../modload/version-query.js';
import * as semver from '../module/semver.js';

/** A way around a refusal or restriction. */
export interface Remedy {
  /** Who can apply it: the author of the module, or its consumer. */
  readonly role: 'author' | 'consumer';
  /** What to do, and its drawbacks. */
  readonly advice: string;
}

/** Result of {@link consumable}: how Go treats a version. */
export interface Consumability {
  /** The module path and the version that were asked about. */
  readonly module: ModuleVersion;
  /**
   * Whether a consumer can require it: as it is, only with `+incompatible` after it, or not at all.
   */
  readonly verdict: 'accepted' | 'incompatible' | 'refused';
  /**
   * The version that a consumer's go.mod then says. Empty when it is refused, and for a planned tag that is no
   * semantic version: then the commit decides.
   */
  readonly version: string;
  /** Why. */
  readonly reason: string;
  /** Remedies; empty if the version is accepted as it is. */
  readonly remedies: readonly Remedy[];
  /**
   * The version that a query without a version selects, once a planned tag exists; empty if the query fails.
   */
  readonly latest: string;
}

/** Options of {@link consumable}. */
export interface ConsumableOptions {
  /** The tree on which the tag is going to be put: the question is what Go will make of it. */
  readonly planned?: PlannedTree | undefined;
}

const suffix = '+incompatible';

/**
 * Returns what a Go consumer would make of a version of a module: accepted, accepted as `+incompatible`,
 * or refused.
 *
 * @param module - the module path, as a consumer would import it.
 * @param version - the tag, such as `v12.8.0`.
 * @param source - where versions are looked up, as a consumer would.
 * @param options - with `planned`, the tag need not exist yet.
 * @throws {NotFoundError} when there is no such version.
 */
export async function consumable(
  module: string,
  version: string,
  source: ModuleSource,
  options: ConsumableOptions = {},
): Promise<Consumability> {
  const asked = { path: module, version };
  const { planned } = options;
  try {
    checkPath(module);
  } catch (error) {
    const advice = 'Use a path that begins with a host name.';
    return refuse(asked, messageOf(error), [{ role: 'author', advice }], '');
  }
  if (planned !== undefined) {
    if (await exists(asked, source)) {
      const advice = 'Tag the next version instead.';
      return refuse(
        asked,
        'The tag exists. To move it reaches nobody: proxies and the checksum database keep what it was.',
        [{ role: 'author', advice }],
        await latestOf(module, source),
      );
    }
    source = new PlannedSource(source, asked, planned);
  }
  const latest = await latestOf(module, source);

  let info: RevInfo;
  try {
    info = await statVersion(asked, source);
  } catch (error) {
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    return refuse(asked, reason, remediesOf(asked), latest);
  }

  const found = { path: module, version: info.version };
  const problem = await goModProblem(found, source);
  if (problem !== undefined) return refuse(asked, problem.reason, problem.remedies, latest);
  if (isIncompatible(info.version)) {
    return {
      module: asked,
      verdict: 'incompatible',
      version: info.version,
      reason:
        `The tag has no go.mod, so Go lets its major version pass, and marks it ${suffix}. ` +
        'What the module itself requires is not known to Go.',
      remedies: remediesOf(asked).filter(({ role }) => role === 'author'),
      latest,
    };
  }
  const isPseudo =
    info.version !== version && (info.version === '' || isPseudoVersion(info.version));
  return {
    module: asked,
    verdict: 'accepted',
    version: info.version,
    reason: isPseudo
      ? `The tag is no semantic version of this module, so Go names its commit by a pseudo-version.`
      : 'The version fits the module path.',
    remedies: isPseudo ? [{ role: 'author', advice: tagAdvice(version) }] : [],
    latest,
  };
}

function refuse(
  module: ModuleVersion,
  reason: string,
  remedies: readonly Remedy[],
  latest: string,
): Consumability {
  return { module, verdict: 'refused', version: '', reason, remedies, latest };
}

async function exists(asked: ModuleVersion, source: ModuleSource): Promise<boolean> {
  try {
    await statVersion(asked, source);
    return true;
  } catch (error) {
    // A tag that Go refuses exists as well.
    return refusalOf(error) !== undefined;
  }
}

async function latestOf(module: string, source: ModuleSource): Promise<string> {
  try {
    return (await query(source, module, 'latest', '')).version;
  } catch {
    return '';
  }
}

/** Finds a version, also in a proxy that knows it only by the name with the suffix. */
async function statVersion(
  { path, version }: ModuleVersion,
  source: ModuleSource,
): Promise<RevInfo> {
  try {
    return await source.stat(path, version);
  } catch (error) {
    const isBare = semver.canonical(version) === version && !isIncompatible(version);
    if (!isBare || matchPathMajor(version, splitPathVersion(path).pathMajor)) throw error;
    try {
      return await source.stat(path, version + suffix);
    } catch {
      throw error;
    }
  }
}

/** Why a version that exists is refused; `undefined` if it does not exist, or that is unknown. */
function refusalOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof InvalidVersionError && !each.reason.startsWith('unknown revision')) {
      return each.reason;
    }
  }
  // A proxy gives the reason as text.
  const text = messageOf(error);
  return /module path must match major version|should be v/.test(text) ? text : undefined;
}

/** Why the go.mod of a version does not let it be required by this path. */
async function goModProblem(
  module: ModuleVersion,
  source: ModuleSource,
): Promise<{ reason: string; remedies: Remedy[] } | undefined> {
  let declared;
  try {
    const goMod = parseGoMod('go.mod', await source.goMod(module), { lax: true });
    declared = goMod.module?.path ?? '';
  } catch (error) {
    if (!(error instanceof ModFileError)) throw error;
    return {
      reason: `Its go.mod cannot be read: ${error.message}`,
      remedies: [{ role: 'author', advice: 'Release a version with a correct go.mod.' }],
    };
  }
  if (declared === module.path) return undefined;
  return {
    reason: `Its go.mod declares its path as ${declared}, but it is required as ${module.path}.`,
    remedies: [
      { role: 'consumer', advice: `Require and import ${declared} instead.` },
      {
        role: 'consumer',
        advice: `Keep the old import path by "replace ${module.path} => ${declared} VERSION".`,
      },
      { role: 'author', advice: `Release a version whose go.mod says "module ${module.path}".` },
    ],
  };
}

/** Remedies for a module whose path lacks its major version. */
function remediesOf({ path, version }: ModuleVersion): Remedy[] {
  const { prefix, pathMajor } = splitPathVersion(path);
  const major = semver.major(version);
  if (major === '') return [{ role: 'author', advice: tagAdvice(version) }];
  const suffixed = prefix.startsWith('gopkg.in/') ? `${prefix}.${major}` : `${prefix}/${major}`;
  if (pathMajor !== '') {
    return [{ role: 'author', advice: `Tag releases of ${path} as ${pathMajor.slice(1)}.x.y.` }];
  }
  return [
    {
      role: 'author',
      advice:
        `Release it as module ${suffixed}. The import path changes for all users, ` +
        'and again with each major version.',
    },
    {
      role: 'author',
      advice:
        `Give the module a new path and encode ${version} in the minor number, ` +
        `as ${encodedVersion(version)}. The old path cannot do so: ` +
        'proxies keep its tags forever, and the greatest one wins.',
    },
    {
      role: 'author',
      advice:
        `Tag a commit without go.mod: Go accepts it as ${version.replace(/\+.*$/, '')}${suffix}, ` +
        'without its requirements.',
    },
    {
      role: 'consumer',
      advice:
        `Require the commit instead of the tag: "go get ${path}@COMMIT" ` +
        'records a pseudo-version, which go get -u will not advance to later tags.',
    },
  ];
}

/** A version of major 1 that orders as a calendar version does: v12.8.0 gives v1.12008.0. */
function encodedVersion(version: string): string {
  const [major = '0', minor = '0', patch = '0'] = semver
    .canonical(version)
    .slice(1)
    .replace(/-.*$/, '')
    .split('.');
  return `v1.${BigInt(major) * 1000n + BigInt(minor)}.${patch}`;
}

function tagAdvice(tag: string): string {
  const numbers = /([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?/.exec(tag);
  const form = 'vMAJOR.MINOR.PATCH, without leading zeros';
  if (numbers === null) return `Tag releases as ${form}.`;
  const parts = [numbers[1], numbers[2], numbers[3]].map((each) => String(BigInt(each ?? '0')));
  return `Tag releases as ${form}: v${parts.join('.')}.`;
}

/** An answer in words. */
export function formatConsumability(answer: Consumability): string {
  const { module, verdict, version, reason, remedies, latest } = answer;
  const outcome = {
    accepted: version === '' ? 'accepted as a commit' : `accepted as ${version}`,
    incompatible: `accepted as ${version}`,
    refused: 'refused',
  }[verdict];
  const lines = [`${module.path}@${module.version}: ${outcome}`, `\t${reason}`];
  if (latest !== '') lines.push(`\tA query without a version selects ${latest}.`);
  if (remedies.length > 0) lines.push('remedies:');
  for (const { role, advice } of remedies) lines.push(`\t${role}: ${advice}`);
  return `${lines.join('\n')}\n`;
}
