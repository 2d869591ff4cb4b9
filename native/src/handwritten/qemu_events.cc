#include <optional>
#include <string>
#include <utility>

#include "generated/handles.h"
#include "generated/symbols.h"
#include "handwritten/registration.h"

namespace libvirt {

namespace {

Napi::Value Register(Environment& environment, const Function& function,
                     const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto one = arguments.Next();
  auto domain = one.IsNullish() ? nullptr : one.ReadHandle(kHandleClass<virDomain>);
  const auto name = arguments.Next();
  std::optional<std::string> event;
  if (!name.IsNullish()) event = name.ReadString();
  const auto flags = arguments.Next().ReadFlags();
  return StartRegistration(
      environment, function.symbol, symbols::virConnectDomainQemuMonitorEventDeregister,
      std::move(connection), arguments,
      [domain = std::move(domain), event = std::move(event), flags](
          virConnectPtr connected, Route* route, virFreeCallback free) {
        return symbols::virConnectDomainQemuMonitorEventRegister(
            connected, domain ? static_cast<virDomainPtr>(domain->get()) : nullptr,
            event ? event->c_str() : nullptr,
            Receiver<virConnectDomainQemuMonitorEventCallback>::Receive, route, free, flags);
      });
}

const Function kFunctions[] = {
    {symbols::virConnectDomainQemuMonitorEventDeregister, "conn callbackID",
     Deregister<symbols::virConnectDomainQemuMonitorEventDeregister>()},
    {symbols::virConnectDomainQemuMonitorEventRegister, "conn dom event flags callback freecb",
     Register},
};
const Table kTable(kFunctions);

}  // namespace

}  // namespace libvirt
