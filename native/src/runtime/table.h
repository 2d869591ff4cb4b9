#pragma once

#include <cstddef>

#include "libvirt/library.h"
#include "runtime/environment.h"

namespace libvirt {

struct Function;

// Makes a call that JavaScript asked for. JS thread.
using Invoker = Napi::Value (*)(Environment&, const Function&, const Napi::CallbackInfo&);

// A raw function: what it is called in C, the names of what JavaScript passes, and how to call it.
struct Function {
  SymbolBase& symbol;
  const char* arguments;
  Invoker invoke;
};

// Every function that templates can call: generated.
extern const Function kTable[];
extern const std::size_t kTableSize;

// The others.
extern const Function kHandWritten[];
extern const std::size_t kHandWrittenSize;

}  // namespace libvirt
