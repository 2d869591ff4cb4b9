#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "runtime/wait.h"

namespace libvirt {

enum class Library { kLibvirt, kQemu, kLxc, kAdmin };

// The file name by which the dynamic linker finds a library.
const char* FileName(Library library);

// Where a library was searched for, and the error of the dynamic linker for each place.
struct LoadFailure {
  std::string library;
  std::vector<std::string> tried;
};

// A function of a library. The library is opened when the function is first needed. Any thread.
class SymbolBase {
 public:
  constexpr SymbolBase(const char* name, Library library, unsigned since, Wait wait = Wait::kGuest)
      : name_(name), library_(library), since_(since), wait_(wait) {}

  const char* name() const { return name_; }
  Library library() const { return library_; }
  // The release that added the function, as major * 1,000,000 + minor * 1,000 + micro.
  unsigned since() const { return since_; }
  Wait wait() const { return wait_; }

  // The address of the function, or null if the library is missing or lacks it.
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

  // Only if the function is known to exist, as one is that belongs to an existing handle.
  Result operator()(Parameters... arguments) {
    return reinterpret_cast<Result (*)(Parameters...)>(Find())(
        std::forward<Parameters>(arguments)...);
  }
};

// Opens a library once, libvirt itself before any other, and returns its handle. On failure returns
// null and sets `failure`, which may be null; the next call tries again, since the library may have
// been installed meanwhile. Any thread.
void* OpenLibrary(Library library, LoadFailure* failure);

// Starts to load libvirt on a thread of its own, once: the dynamic linker takes a while. A failure
// is reported when libvirt is needed. Any thread.
void StartLoading();

// Waits until libvirt is loaded. Libraries read environment variables as they are loaded, so these
// must not be changed before. Any thread.
void FinishLoading();

// The process is about to exit: waits for a library that is being opened, and opens no more.
void StopOpeningLibraries();

// The release of the loaded libvirt, or 0 if it is not loaded.
unsigned long LibraryVersion();

}  // namespace libvirt
