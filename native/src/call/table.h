#pragma once

#include <algorithm>
#include <cstddef>

#include "libvirt/environment.h"
#include "libvirt/library.h"

namespace libvirt {

struct Function;

// Makes a call for JavaScript. JS thread.
using Invoker = Napi::Value (*)(Environment&, const Function&, const Napi::CallbackInfo&);

// A raw function: its C function, the names of its JavaScript parameters, and how to call it.
struct Function {
  SymbolBase& symbol;
  const char* arguments;
  Invoker invoke;
};

// Functions that JavaScript may call. Every table registers itself when the addon is loaded; a
// build leaves a library out by leaving out the files with its tables.
class Table {
 public:
  template <std::size_t Size>
  explicit Table(const Function (&functions)[Size])
      : begin_(functions), end_(functions + Size), next_(first_) {
    first_ = this;
  }

  template <typename Visit>
  static void ForEach(Visit visit) {
    for (const Table* table = first_; table; table = table->next_) {
      std::for_each(table->begin_, table->end_, visit);
    }
  }

 private:
  inline static const Table* first_ = nullptr;
  const Function* const begin_;
  const Function* const end_;
  const Table* const next_;
};

}  // namespace libvirt
