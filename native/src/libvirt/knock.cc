#include "libvirt/knock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace libvirt {

namespace {

// A ping of libvirt's keep-alive protocol: length, program, version, procedure, type, serial and
// status. A daemon answers it before authentication.
std::array<std::uint32_t, 7> Ping() {
  return {htonl(28), htonl(0x6b656570), htonl(1), htonl(1), htonl(2), 0, 0};
}

#ifdef SO_PEERCRED
pid_t PeerOf(int socket) {
  ucred credentials{};
  socklen_t length = sizeof(credentials);
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) return -1;
  return credentials.pid;
}
#else
// All that is known is that both listen at the same path.
int PeerOf(int) { return 0; }
#endif

}  // namespace

Knock::Answer Knock::Try(int socket) {
  if (fd_ < 0) return Begin(socket) ? Answer::kAwaited : Answer::kImpossible;
  char answer[64];
  const auto received = recv(fd_, answer, sizeof(answer), 0);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) return Answer::kAwaited;
  End();
  // That this connection ended proves nothing: a proxy may have ended it.
  return received > 0 ? Answer::kReceived : Answer::kAwaited;
}

bool Knock::Begin(int socket) {
  sockaddr_un address{};
  socklen_t length = sizeof(address);
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &length) < 0) return false;
  // A pair of sockets, such as ssh is run with, has no name.
  if (address.sun_family != AF_UNIX || length <= offsetof(sockaddr_un, sun_path)) return false;
  fd_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd_ < 0) return false;
  fcntl(fd_, F_SETFD, FD_CLOEXEC);
  fcntl(fd_, F_SETFL, O_NONBLOCK);
  const auto ping = Ping();
  // In a container the path may not exist, and after a restart another daemon may listen there.
  if (connect(fd_, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
      PeerOf(fd_) == PeerOf(socket) &&
      send(fd_, ping.data(), sizeof(ping), MSG_NOSIGNAL) == sizeof(ping)) {
    return true;
  }
  End();
  return false;
}

void Knock::End() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

}  // namespace libvirt
