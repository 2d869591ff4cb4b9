#pragma once

#include <sys/types.h>

#include <vector>

namespace libvirt {

// The program through which libvirt reaches a daemon, such as ssh: a child of the thread that opens
// the connection, at the other end of a pair of sockets.
//
// When such a socket ends, libvirt reads what the program has to say until that ends too, with the
// connection locked. With a cut network that may take for ever, and the event loop with it. So not
// the socket is shut down, but the program ended.
class Tunnel {
 public:
  // On the thread that is about to open a connection.
  Tunnel();

  // Any thread, as long as the connection is being opened: the program, or 0 if there is none yet.
  // Always 0 elsewhere than on Linux.
  pid_t Find() const noexcept;

  // Whether a socket is one end of a pair.
  static bool IsBehind(int socket);

  // Ends the program of a connection that is open, or being opened: libvirt waits for it only when
  // it closes the connection. False if there is none.
  static bool End(pid_t program);

 private:
  std::vector<pid_t> Children() const;

  const pid_t thread_;
  const std::vector<pid_t> before_;
};

}  // namespace libvirt
