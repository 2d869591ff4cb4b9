#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "generated/handles.h"
#include "generated/symbols.h"
#include "handwritten/close_callback.h"
#include "handwritten/opening.h"
#include "marshal/argument.h"

namespace libvirt {

namespace {

constexpr ConnectionClass kConnect{
    kHandleClass<virAdmConnect>, [](void* handle) {
      return symbols::virAdmConnectIsAlive(static_cast<virAdmConnectPtr>(handle));
    }};

class OpenConnect final : public Opening {
 public:
  OpenConnect(SymbolBase& symbol, std::optional<std::string> uri, unsigned int flags)
      : Opening(symbol, kConnect, std::move(uri)), flags_(flags) {}

 private:
  void* Open(const char* uri) override { return symbols::virAdmConnectOpen(uri, flags_); }

  const unsigned int flags_;
};

Napi::Value Open(Environment& environment, const Function& function,
                 const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  const auto name = arguments.Next();
  std::optional<std::string> uri;
  if (!name.IsNullish()) uri = name.ReadString();
  const auto flags = arguments.Next().ReadFlags();
  return Opening::Start(environment,
                        std::make_unique<OpenConnect>(function.symbol, std::move(uri), flags));
}

void OnClose(virAdmConnectPtr, int reason, void* opaque) { ReportClose(reason, opaque); }

constexpr CloseCallback kCloseCallback{kHandleClass<virAdmConnect>,
                                       [](void* connection, void* opaque) {
                                         return symbols::virAdmConnectRegisterCloseCallback(
                                             static_cast<virAdmConnectPtr>(connection), OnClose,
                                             opaque, [](void*) {});
                                       },
                                       [](void* connection) {
                                         symbols::virAdmConnectUnregisterCloseCallback(
                                             static_cast<virAdmConnectPtr>(connection), OnClose);
                                       }};

Napi::Value Register(Environment& environment, const Function& function,
                     const Napi::CallbackInfo& info) {
  return RegisterCloseCallback(environment, function, kCloseCallback, info);
}

const Function kFunctions[] = {
    {symbols::virAdmConnectOpen, "name flags", Open},
    {symbols::virAdmConnectRegisterCloseCallback, "conn cb", Register},
};
const Table kTable(kFunctions);

}  // namespace

}  // namespace libvirt
