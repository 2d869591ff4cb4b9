#include "handwritten/keep_alive.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>

#include "call/pending.h"
#include "generated/handles.h"
#include "libvirt/event_loop.h"
#include "libvirt/liveness.h"
#include "marshal/argument.h"
#include "marshal/value.h"

namespace libvirt {

namespace {

class SetKeepAlive final : public Pending {
 public:
  SetKeepAlive(SymbolBase& symbol, Object::Pointer connection, int interval, unsigned int count)
      : symbol_(symbol), connection_(std::move(connection)), interval_(interval), count_(count) {}

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    // libvirt only sends the pings; Liveness judges the answers.
    returned_ = symbols::virConnectSetKeepAlive(static_cast<virConnectPtr>(connection_->get()),
                                                interval_, std::numeric_limits<int>::max());
    if (returned_ < 0) {
      error_ = Error::Take();
      return false;
    }
    // Not 0: this driver has no connection to keep alive.
    if (returned_ > 0) return true;
    using namespace std::chrono_literals;
    const std::chrono::milliseconds interval = std::chrono::seconds(interval_);
    Liveness::Watch(connection_, interval, std::uint64_t{count_} + 1);
    if (interval_ > 0) {
      EventLoop::SetMaxReadPause(connection_->lane(),
                                 std::clamp(interval * count_ / 3, 200ms, 10'000ms));
    }
    return true;
  }

  Napi::Value Result(Environment& environment) override {
    return ToValue(environment.env(), returned_);
  }

  SymbolBase& symbol_;
  const Object::Pointer connection_;
  const int interval_;
  const unsigned int count_;
  int returned_ = 0;
};

Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto lane = connection->lane();
  const int interval = arguments.Next().ReadInteger<int>();
  const auto count = arguments.Next().ReadInteger<unsigned int>();
  return Pending::Start(
      environment, lane,
      std::make_unique<SetKeepAlive>(function.symbol, std::move(connection), interval, count));
}

}  // namespace

const Invoker kSetKeepAlive = Start;

}  // namespace libvirt
