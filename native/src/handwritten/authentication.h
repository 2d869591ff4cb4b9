#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "generated/declarations.h"
#include "marshal/argument.h"
#include "runtime/mailbox.h"

namespace libvirt {

// Answers the credential requests that libvirt makes while it opens a connection.
class Authentication {
 public:
  // JS thread. Null for no authentication; `true` for libvirt's own prompt on the terminal; or a
  // function that receives the requests and a function to answer them with.
  static std::unique_ptr<Authentication> Read(Environment& environment, const Argument& argument);

  virtual ~Authentication() = default;

  // Worker thread. The result belongs to this object. Null if libvirt has no prompt of its own.
  virtual virConnectAuthPtr ForLibvirt() = 0;
};

}  // namespace libvirt
