#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "generated/declarations.h"
#include "marshal/argument.h"
#include "runtime/mailbox.h"

namespace libvirt {

// Who answers libvirt's questions while it opens a connection.
class Authentication {
 public:
  // JS thread. Null for nobody; `true` for libvirt's own prompt on the terminal; or a function that
  // is given the questions, and a function that takes the answers.
  static std::unique_ptr<Authentication> Read(Environment& environment, const Argument& argument);

  virtual ~Authentication() = default;

  // Worker thread. Belongs to this object. Null where libvirt has no prompt of its own.
  virtual virConnectAuthPtr ForLibvirt() = 0;
};

}  // namespace libvirt
