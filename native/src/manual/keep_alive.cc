#include "manual/keep_alive.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>

#include "generated/handles.h"
#include "marshal/argument.h"
#include "marshal/value.h"
#include "runtime/event_loop.h"
#include "runtime/pending.h"
#include "runtime/poller.h"

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
    // Where silence can be heard here, libvirt merely asks.
    returned_ =
        symbols::virConnectSetKeepAlive(static_cast<virConnectPtr>(connection_->get()), interval_,
                                        Poller::Hears() ? std::numeric_limits<int>::max() : count_);
    if (returned_ < 0) {
      error_ = Error::Take();
      return false;
    }
    if (returned_ == 0) {
      EventLoop::EndIfSilent(connection_->lane(), std::chrono::seconds(interval_),
                             std::uint64_t{count_} + 1);
    }
    using namespace std::chrono_literals;
    const std::chrono::milliseconds silence = std::chrono::seconds(interval_) * count_;
    if (interval_ > 0 && count_ > 0) {
      EventLoop::SetPatience(connection_->lane(), std::clamp(silence / 3, 200ms, 10'000ms));
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
