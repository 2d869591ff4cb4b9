import { longCalls, shortCalls } from '../annotations.js';
import {
  versionNumber,
  type CCallback,
  type CField,
  type CStruct,
  type CFunction,
  type Facts,
  type Library,
} from '../facts.js';
import type { Shape, Shapes } from '../shapes.js';
import { marked } from './mark.js';

/** Returns the C API as C++ declarations, so that the addon needs no libvirt header. */
export function emitDeclarations(facts: Facts): string {
  const enums = new Set(facts.enums.map(({ name }) => name));
  const structs = facts.structs.map((struct) =>
    struct.fields.length === 0
      ? `struct ${struct.name};`
      : `struct ${struct.name} {\n${struct.fields.map((each) => `  ${field(each, enums)};\n`).join('')}};`,
  );
  return marked(
    '//',
    facts,
    `#pragma once

#include <cstddef>

// Constants for the sizes of arrays.
${facts.macros
  .filter(({ expression }) => expression !== undefined && /^\(?\d[\d +]*\)?$/.test(expression))
  .map(({ name, expression }) => `inline constexpr int ${name} = ${expression};`)
  .join('\n')}

${facts.structs.map(({ name }) => `struct ${name};`).join('\n')}

${facts.typedefs
  .filter(({ type }) => /^vir\w+ \*$/.test(type))
  .map(({ name, type }) => `using ${name} = ${type.replace(' ', '')};`)
  .join('\n')}

${facts.typedefs
  .filter(({ type }) => /^[a-z ]+$/.test(type))
  .map(({ name, type }) => `using ${name} = ${type};`)
  .join('\n')}

${facts.enums
  .map(
    (each) =>
      `enum ${each.name} {\n${each.values.map(({ name, value }) => `  ${name} = ${value},\n`).join('')}};`,
  )
  .join('\n\n')}

${dependenciesFirst(facts.callbacks)
  .map((each) => `using ${each.name} = ${each.returns} (*)(${argumentTypes(each)});`)
  .join('\n')}

${structs.filter((text) => text.includes('{')).join('\n\n')}

extern "C" {
${facts.functions.map((fn) => `${fn.returns} ${fn.name}(${argumentTypes(fn)});`).join('\n')}
}

namespace libvirt {

// Returns the fields of a struct as a tuple, in order.
template <typename Struct>
struct Fields;

${plainStructs(facts)
  .map(
    ({ name, fields }) => `template <>
struct Fields<${name}> {
  static auto Of(const ${name}& of) {
    return std::tie(${fields.map((each) => `of.${each.name}`).join(', ')});
  }
};`,
  )
  .join('\n\n')}

}  // namespace libvirt`,
  ).replace('#include <cstddef>', '#include <cstddef>\n#include <tuple>');
}

/**
 * Returns the table of a library: one line for each function that a template can call. Each library has
 * its own table, because a build may leave some out.
 */
export function emitTable(facts: Facts, shapes: Shapes, library: Library): string {
  return marked(
    '//',
    facts,
    `#include "call/table.h"

#include "call/call.h"
#include "generated/handles.h"
#include "generated/symbols.h"
#include "marshal/kinds.h"
#include "marshal/list_kinds.h"
#include "marshal/parameter_kinds.h"

namespace libvirt {

namespace {

const Function kFunctions[] = {
${facts.functions
  .filter((fn) => fn.library === library)
  .flatMap((fn) => {
    const shape = shapes.of(fn);
    return shape
      ? [`    {symbols::${fn.name}, "${argumentNames(shape)}", ${invoker(fn, shape)}},`]
      : [];
  })
  .join('\n')}
};

const Table kTable(kFunctions);

}  // namespace

}  // namespace libvirt`,
  );
}

/** Returns what a function may wait for, as a further C++ argument; empty for a guest, the default. */
function waitOf(name: string): string {
  if (shortCalls.has(name)) return ', Wait::kShort';
  return longCalls.has(name) ? ', Wait::kLong' : '';
}

/** Returns name, library, since-version and wait of every function. */
export function emitSymbols(facts: Facts): string {
  const library = { libvirt: 'kLibvirt', qemu: 'kQemu', lxc: 'kLxc', admin: 'kAdmin' };
  return marked(
    '//',
    facts,
    `#pragma once

#include "generated/declarations.h"
#include "libvirt/library.h"

namespace libvirt::symbols {

${facts.functions
  .map(
    ({ name, since, ...fn }) =>
      `inline Symbol<decltype(::${name})> ${name}{"${name}", Library::${library[fn.library]}, ${versionNumber(since)}${waitOf(name)}};`,
  )
  .join('\n')}

}  // namespace libvirt::symbols`,
  );
}

/** Returns how each class of handles is named, referenced and released. */
export function emitHandles(facts: Facts, shapes: Shapes): string {
  const names = new Set(facts.functions.map(({ name }) => name));
  return marked(
    '//',
    facts,
    `#pragma once

#include "generated/symbols.h"
#include "libvirt/object.h"

namespace libvirt {

${shapes.handles
  .map((handle) => {
    // What a callback never receives, libvirt may have no way to reference.
    const ref = names.has(`${handle}Ref`) ? calling(handle, `${handle}Ref`) : 'nullptr';
    const release = calling(handle, shapes.releaseOf(handle));
    return `template <>
inline constexpr HandleClass kHandleClass<${handle}>{
    "${handle.slice('vir'.length)}",
    ${ref},
    ${release}};`;
  })
  .join('\n\n')}

}  // namespace libvirt`,
  );
}

/** A function that calls one of libvirt's with a handle of a class. */
function calling(handle: string, name: string): string {
  return `[](void* handle) { return symbols::${name}(static_cast<${handle}*>(handle)); }`;
}

function argumentNames(shape: Shape): string {
  return shape.parameters
    .flatMap(({ inputs }) => inputs)
    .map(({ name }) => name)
    .join(' ');
}

function invoker(fn: CFunction, shape: Shape): string {
  if (shape.mode === 'Release') return `${shape.result.cpp}()`;
  const kinds = [shape.result, ...shape.parameters].map(({ cpp }) => cpp).join(', ');
  return `${shape.mode}<decltype(${fn.name}), ${kinds}>()`;
}

/** Sorts callbacks so that those that others take come first. */
function dependenciesFirst(callbacks: readonly CCallback[]): CCallback[] {
  const byName = new Map(callbacks.map((each) => [each.name, each]));
  const ordered = new Set<CCallback>();
  const add = (callback: CCallback) => {
    for (const { type } of callback.arguments) {
      const needed = byName.get(type);
      if (needed) add(needed);
    }
    ordered.add(callback);
  };
  callbacks.forEach(add);
  return [...ordered];
}

function argumentTypes(fn: { readonly arguments: CFunction['arguments'] }): string {
  return fn.arguments.map(({ type }) => type).join(', ');
}

/**
 * Returns the declaration of a field. The type of an array contains the name of the field. An enum
 * becomes an int: a daemon may send another value, which C++ must not read as the enum.
 */
function field(each: CField, enums: ReadonlySet<string>): string {
  if (each.union)
    return `union {\n${each.union.map((member) => `    ${field(member, enums)};\n`).join('')}  } ${each.name}`;
  if (each.type.includes('[')) return each.type;
  return `${enums.has(each.type) ? 'int' : each.type} ${each.name}`;
}

/** Returns the structs that have only numbers and strings of fixed size. */
function plainStructs(facts: Facts): readonly CStruct[] {
  const isPlain = ({ type, union }: CField) => !union && !/\*|Ptr$/.test(type);
  return facts.structs.filter(({ fields }) => fields.length > 0 && fields.every(isPlain));
}
