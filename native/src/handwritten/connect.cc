#include "handwritten/connect.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "generated/handles.h"
#include "handwritten/authentication.h"
#include "handwritten/opening.h"
#include "marshal/argument.h"

namespace libvirt {

namespace {

int IsAlive(void* handle) {
  auto& is_alive = symbols::virConnectIsAlive;
  return is_alive.Find() ? is_alive(static_cast<virConnectPtr>(handle)) : 1;
}

constexpr ConnectionClass kConnect{kHandleClass<virConnect>, IsAlive};

class OpenConnect final : public Opening {
 public:
  enum class Mode { kReadWrite, kReadOnly, kWithAuth };

  OpenConnect(SymbolBase& symbol, Mode mode, std::optional<std::string> uri,
              std::unique_ptr<Authentication> authentication, unsigned int flags)
      : Opening(symbol, kConnect, std::move(uri)),
        mode_(mode),
        authentication_(std::move(authentication)),
        flags_(flags) {}

 private:
  void* Open(const char* uri) override {
    switch (mode_) {
      case Mode::kReadWrite:
        return symbols::virConnectOpen(uri);
      case Mode::kReadOnly:
        return symbols::virConnectOpenReadOnly(uri);
      case Mode::kWithAuth:
        return symbols::virConnectOpenAuth(
            uri, authentication_ ? authentication_->ForLibvirt() : nullptr, flags_);
    }
    return nullptr;
  }

  const Mode mode_;
  const std::unique_ptr<Authentication> authentication_;
  const unsigned int flags_;
};

template <OpenConnect::Mode mode>
Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  const auto name = arguments.Next();
  std::optional<std::string> uri;
  if (!name.IsNullish()) uri = name.ReadString();
  std::unique_ptr<Authentication> authentication;
  unsigned int flags = 0;
  if constexpr (mode == OpenConnect::Mode::kWithAuth) {
    authentication = Authentication::Read(environment, arguments.Next());
    flags = arguments.Next().ReadFlags();
  }
  return Opening::Start(environment,
                        std::make_unique<OpenConnect>(function.symbol, mode, std::move(uri),
                                                      std::move(authentication), flags));
}

}  // namespace

const Invoker kOpen = Start<OpenConnect::Mode::kReadWrite>;
const Invoker kOpenReadOnly = Start<OpenConnect::Mode::kReadOnly>;
const Invoker kOpenAuth = Start<OpenConnect::Mode::kWithAuth>;

}  // namespace libvirt
