#pragma once

#include <functional>

namespace libvirt {

// Starts a thread that lives as long as the process, or until its function returns. Signals go to
// Node's own threads. Throws std::system_error if there can be no more threads.
void StartThread(const char* name, std::function<void()> run);

// Whether the calling thread is the one that the process began with.
bool OnMainThread();

}  // namespace libvirt
