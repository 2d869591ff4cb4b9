#pragma once

#include <napi.h>

#include <optional>
#include <string>
#include <vector>

#include "libvirt/library.h"
#include "runtime/lane.h"

namespace libvirt {

// Why a call failed: the error that libvirt reported, or that libvirt or the function is missing.
struct Error {
  int code = 0;
  int domain = 0;
  int level = 0;
  std::string message;
  std::optional<std::string> str1, str2, str3;
  int int1 = 0;
  int int2 = 0;
  // Whether the connection had ended when the call failed.
  bool disconnected = false;
  // Set where the library itself could not be opened.
  std::optional<LoadFailure> missing;

  // Takes the calling thread's last error and clears it. Call it on the thread of the failed call,
  // before anything else runs there.
  static Error Take();

  // Notes whether the connection, if there is one, has ended. Call it on the thread of the failed
  // call, at once: the message cannot be parsed, since it is translated.
  void NoteConnection(const Lane::Connection& connection);

  // Whether the calling thread has an error to take.
  static bool IsSet();

  // The library is missing, or lacks this function.
  static Error Unavailable(SymbolBase& symbol);

  // An error of the addon itself.
  static Error Internal(std::string message);

  // JS thread: the plain record from which TypeScript builds its Error.
  Napi::Value ToRecord(Napi::Env env) const;
};

}  // namespace libvirt
