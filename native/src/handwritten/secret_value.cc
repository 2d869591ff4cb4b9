#include "handwritten/secret_value.h"

#include <memory>

#include "call/pending.h"
#include "generated/handles.h"
#include "marshal/argument.h"
#include "marshal/list_kinds.h"

namespace libvirt {

namespace {

class GetValue final : public Pending {
 public:
  GetValue(SymbolBase& symbol, Object::Pointer secret, unsigned int flags)
      : symbol_(symbol), secret_(std::move(secret)), flags_(flags) {}

  ~GetValue() override {
    if (value_) Wipe(value_.get(), size_);
  }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    value_.reset(
        symbols::virSecretGetValue(static_cast<virSecretPtr>(secret_->get()), &size_, flags_));
    if (value_) return true;
    error_ = Error::Take();
    return false;
  }

  // The size is that of the data that arrived.
  Napi::Value Result(Environment& environment) override {
    return ToBytes(environment.env(), value_.get(), size_);
  }

  SymbolBase& symbol_;
  const Object::Pointer secret_;
  const unsigned int flags_;
  OwnedMemory<unsigned char> value_;
  std::size_t size_ = 0;
};

Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto secret = arguments.Next().ReadHandle(kHandleClass<virSecret>);
  const auto lane = secret->lane();
  const auto flags = arguments.Next().ReadFlags();
  return Pending::Start(environment, lane,
                        std::make_unique<GetValue>(function.symbol, std::move(secret), flags));
}

}  // namespace

const Invoker kSecretGetValue = Start;

}  // namespace libvirt
