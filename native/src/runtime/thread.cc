#include "runtime/thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

namespace libvirt {

void StartThread(const char* name, std::function<void()> run) {
  // A new thread inherits the signal mask.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread([name, run = std::move(run)] {
#ifdef __APPLE__
      pthread_setname_np(name);
#else
      pthread_setname_np(pthread_self(), name);
#endif
      run();
    }).detach();
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

bool OnMainThread() {
#ifdef __APPLE__
  return pthread_main_np() != 0;
#else
  // glibc has a function for that only since 2.30.
  return syscall(SYS_gettid) == getpid();
#endif
}

}  // namespace libvirt
