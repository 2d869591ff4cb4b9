#include "libvirt/library.h"

#include <dlfcn.h>

#include <array>
#include <cstdlib>
#include <exception>
#include <future>
#include <mutex>
#include <new>

#include "generated/symbols.h"
#include "libvirt/type_names.h"
#include "runtime/thread.h"

namespace libvirt {

namespace {

struct Opened {
  std::mutex mutex;
  bool closing = false;
  // Handles of the linker, guarded by the mutex, and those that are initialised.
  std::array<void*, 4> loaded{};
  std::array<std::atomic<void*>, 4> libraries{};
  std::atomic<bool> load_started{false};
  std::promise<void> load_ended;
  const std::shared_future<void> load{load_ended.get_future()};
};

// Never destroyed: threads may be in a call when the process exits.
Opened& opened() {
  static auto& instance = *new Opened;
  return instance;
}

std::vector<std::string> Candidates(const char* name) {
  // A directory that the user sets is the only one to be searched.
  if (const char* directory = std::getenv("LIBVIRT_LIBRARY_DIR"); directory && *directory) {
    return {std::string(directory) + "/" + name};
  }
#ifdef __APPLE__
  return {name, std::string("/opt/homebrew/lib/") + name, std::string("/usr/local/lib/") + name};
#else
  // The linker's own search path first, then directories that it often lacks.
  return {name, std::string("/usr/local/lib/") + name, std::string("/usr/local/lib64/") + name,
          std::string("/run/current-system/sw/lib/") + name};
#endif
}

// libvirt prints every error to stderr unless a handler is set.
void IgnoreError(void*, virErrorPtr) {}

// libvirt leaves it to libxml2 to initialise itself when it is first used. If several threads are
// first, libxml2 may replace a lock that one of them holds and another waits for, which then waits
// forever.
void PrepareXml(void* libvirt) {
  if (void* prepare = dlsym(libvirt, "xmlInitParser")) reinterpret_cast<void (*)()>(prepare)();
}

// With the mutex held.
void* Load(Library library, LoadFailure* failure) {
  auto& loaded = opened().loaded[static_cast<std::size_t>(library)];
  if (loaded) return loaded;
  LoadFailure found{FileName(library), {}};
  if (opened().closing) {
    found.tried.push_back("the process is about to exit");
    if (failure) *failure = std::move(found);
    return nullptr;
  }
  for (const auto& candidate : Candidates(FileName(library))) {
    if ((loaded = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL))) return loaded;
    const char* reason = dlerror();
    found.tried.push_back(reason ? reason : candidate);
  }
  if (failure) *failure = std::move(found);
  return nullptr;
}

// Not before the first call: until then a program may set variables that libvirt reads from its
// environment.
void Initialize(void* libvirt) {
  PrepareXml(libvirt);
  // If the process exits in the middle of this, libraries that libvirt uses may crash.
  if (void* initialize = dlsym(libvirt, "virInitialize")) {
    reinterpret_cast<decltype(&::virInitialize)>(initialize)();
  }
  if (void* silence = dlsym(libvirt, "virSetErrorFunc")) {
    reinterpret_cast<decltype(&::virSetErrorFunc)>(silence)(nullptr, IgnoreError);
  }
}

}  // namespace

const char* FileName(Library library) {
#ifdef __APPLE__
  constexpr const char* kNames[] = {"libvirt.0.dylib", "libvirt-qemu.0.dylib",
                                    "libvirt-lxc.0.dylib", "libvirt-admin.0.dylib"};
#else
  constexpr const char* kNames[] = {"libvirt.so.0", "libvirt-qemu.so.0", "libvirt-lxc.so.0",
                                    "libvirt-admin.so.0"};
#endif
  return kNames[static_cast<int>(library)];
}

void* OpenLibrary(Library library, LoadFailure* failure) {
  auto& slot = opened().libraries[static_cast<std::size_t>(library)];
  if (void* handle = slot.load(std::memory_order_acquire)) return handle;
  // The others link to it, and would otherwise find it elsewhere, and not initialised.
  if (library != Library::kLibvirt && !OpenLibrary(Library::kLibvirt, failure)) return nullptr;
  std::lock_guard lock(opened().mutex);
  if (void* handle = slot.load(std::memory_order_relaxed)) return handle;
  void* handle = Load(library, failure);
  if (!handle) return nullptr;
  if (library == Library::kLibvirt) Initialize(handle);
  if (library == Library::kAdmin && !RenameTypes(handle)) {
    if (failure) *failure = {FileName(library), {"the names of its types cannot be changed"}};
    return nullptr;
  }
  slot.store(handle, std::memory_order_release);
  return handle;
}

void StartLoading() {
  if (opened().load_started.exchange(true)) return;
  const auto load = [] {
    try {
      std::lock_guard lock(opened().mutex);
      Load(Library::kLibvirt, nullptr);
    } catch (const std::bad_alloc&) {
      // Tried again when it is needed.
    }
    opened().load_ended.set_value();
  };
  try {
    StartThread("libvirt-load", load);
  } catch (const std::exception&) {
    // Without a thread or memory it is loaded when it is needed.
    opened().load_ended.set_value();
  }
}

void FinishLoading() {
  if (opened().load_started) opened().load.wait();
}

void StopOpeningLibraries() {
  std::lock_guard lock(opened().mutex);
  opened().closing = true;
}

void* SymbolBase::Find() {
  if (void* address = address_.load(std::memory_order_relaxed)) return address;
  void* handle = OpenLibrary(library_, nullptr);
  void* address = handle ? dlsym(handle, name_) : nullptr;
  address_.store(address, std::memory_order_relaxed);
  return address;
}

unsigned long LibraryVersion() {
  unsigned long version = 0;
  if (symbols::virGetVersion.Find()) symbols::virGetVersion(&version, nullptr, nullptr);
  return version;
}

}  // namespace libvirt
