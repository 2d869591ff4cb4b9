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
// status. A daemon answers it before anybody has logged in.
std::array<std::uint32_t, 7> Ping() {
  return {htonl(28), htonl(0x6b656570), htonl(1), htonl(1), htonl(2), 0, 0};
}

// A pair of sockets, such as ssh is run with, has no name.
bool FindPeer(int socket, sockaddr_un& address, socklen_t& length) {
  length = sizeof(address);
  return getpeername(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0 &&
         address.sun_family == AF_UNIX && length > offsetof(sockaddr_un, sun_path);
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

bool Knock::IsPossible(int socket) {
  sockaddr_un address{};
  socklen_t length;
  return FindPeer(socket, address, length);
}

bool Knock::IsAnswered(int socket) {
  if (fd_ < 0) {
    Begin(socket);
    return false;
  }
  char answer[64];
  const auto received = recv(fd_, answer, sizeof(answer), 0);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  End();
  // The end of this connection says nothing: a proxy may have brought it about.
  return received > 0;
}

void Knock::Begin(int socket) {
  sockaddr_un address{};
  socklen_t length;
  if (!FindPeer(socket, address, length)) return;
  fd_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd_ < 0) return;
  fcntl(fd_, F_SETFD, FD_CLOEXEC);
  fcntl(fd_, F_SETFL, O_NONBLOCK);
  const auto ping = Ping();
  // After a restart somebody else listens there.
  if (connect(fd_, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
      PeerOf(fd_) == PeerOf(socket) &&
      send(fd_, ping.data(), sizeof(ping), MSG_NOSIGNAL) == sizeof(ping)) {
    return;
  }
  End();
}

void Knock::End() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

}  // namespace libvirt
