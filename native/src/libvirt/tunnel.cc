#include "libvirt/tunnel.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <new>
#include <string>

namespace libvirt {

namespace {

pid_t ThisThread() {
#ifdef __linux__
  return static_cast<pid_t>(syscall(SYS_gettid));
#else
  return 0;
#endif
}

}  // namespace

Tunnel::Tunnel() : thread_(ThisThread()), before_(Children()) {}

pid_t Tunnel::Find() const noexcept {
  try {
    for (const pid_t child : Children()) {
      if (std::find(before_.begin(), before_.end(), child) == before_.end()) return child;
    }
  } catch (const std::bad_alloc&) {
    // Then the connection is ended like one without a program.
  }
  return 0;
}

bool Tunnel::IsBehind(int socket) {
  sockaddr_un address{};
  socklen_t length = sizeof(address);
  return getpeername(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0 &&
         address.sun_family == AF_UNIX && length <= offsetof(sockaddr_un, sun_path);
}

bool Tunnel::End(pid_t program) { return program > 0 && kill(program, SIGKILL) == 0; }

std::vector<pid_t> Tunnel::Children() const {
  std::vector<pid_t> children;
  const auto path = "/proc/self/task/" + std::to_string(thread_) + "/children";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> list(std::fopen(path.c_str(), "re"),
                                                             std::fclose);
  for (pid_t child; list && std::fscanf(list.get(), "%d", &child) == 1;) children.push_back(child);
  return children;
}

}  // namespace libvirt
