#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "runtime/wait.h"

namespace libvirt {

enum class Library { kLibvirt, kQemu, kLxc };

// The file name by which the dynamic linker finds a library.
const char* FileName(Library library);

// Where a library was looked for, and what the dynamic linker said.
struct LoadFailure {
  std::string library;
  std::vector<std::string> tried;
};

// A function of a library that is opened when the function is first needed. Any thread.
class SymbolBase {
 public:
  constexpr SymbolBase(const char* name, Library library, unsigned since, Wait wait = Wait::kGuest)
      : name_(name), library_(library), since_(since), wait_(wait) {}

  const char* name() const { return name_; }
  Library library() const { return library_; }
  // The release that brought the function, as major * 1,000,000 + minor * 1,000 + micro.
  unsigned since() const { return since_; }
  Wait wait() const { return wait_; }

  // The function's address, or null where the library is missing or lacks it.
  void* Find();

 private:
  const char* name_;
  Library library_;
  unsigned since_;
  Wait wait_;
  std::atomic<void*> address_{nullptr};
};

template <typename Function>
class Symbol;

template <typename Result, typename... Parameters>
class Symbol<Result(Parameters...)> : public SymbolBase {
 public:
  using SymbolBase::SymbolBase;

  // Only where the function is known to exist: it came with the handle it is called on.
  Result operator()(Parameters... arguments) {
    return reinterpret_cast<Result (*)(Parameters...)>(Find())(
        std::forward<Parameters>(arguments)...);
  }
};

// Opens a library if that has not been done. Null failure on success; tried again after a failure,
// since the library may have been installed meanwhile. Any thread.
void* OpenLibrary(Library library, LoadFailure* failure);

// Loads libvirt on a thread of its own, if that has not been done: the dynamic linker takes a
// while. Whether it can be loaded shows when it is needed. Any thread.
void StartLoading();

// Waits for the end of that. Nobody may change the environment meanwhile, which libraries read as
// they are loaded. Any thread.
void FinishLoading();

// The process is about to exit: waits for a library that is being opened, and opens none any more.
void StopOpeningLibraries();

// The release of the opened libvirt, or 0 before that.
unsigned long LibraryVersion();

}  // namespace libvirt
