#include "call/call.h"

namespace libvirt {

bool RefuseUnavailable(SymbolBase& symbol, Error& error) {
  error = Error::Unavailable(symbol);
  return false;
}

bool RefuseFailed(Error& error) {
  error = Error::Take();
  return false;
}

}  // namespace libvirt
