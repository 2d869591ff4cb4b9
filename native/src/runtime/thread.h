#pragma once

#include <functional>

namespace libvirt {

// Starts a detached thread with all signals blocked, so that they reach Node.js' own threads.
// Throws std::system_error if no thread can be started.
void StartThread(const char* name, std::function<void()> run);

// Whether the calling thread is the main thread of the process.
bool OnMainThread();

}  // namespace libvirt
