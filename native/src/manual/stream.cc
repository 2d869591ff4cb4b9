#include "manual/stream.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "generated/handles.h"
#include "marshal/argument.h"
#include "marshal/value.h"
#include "runtime/event_loop.h"
#include "runtime/numbered.h"
#include "runtime/pending.h"

namespace libvirt {

namespace {

// What a call returns instead of a number of bytes.
constexpr int kWouldBlock = -2;
constexpr int kHole = -3;

// What every daemon accepts in one message.
constexpr std::size_t kMaxPayload = 262120;

// What is to know of a stream beside libvirt's object.
class Channel : public std::enable_shared_from_this<Channel> {
 public:
  explicit Channel(Lane::Pointer connection) : connection_(std::move(connection)) {}

  static Channel& Of(const Object::Pointer& stream) {
    return *static_cast<Channel*>(stream->companion().get());
  }

  // All on worker threads but OnReady.

  void Received(bool emptied) {
    {
      std::lock_guard lock(mutex_);
      if (!ended_ && !(armed_ & VIR_STREAM_EVENT_READABLE)) SetIdle(true);
    }
    if (emptied) EventLoop::StreamIsEmpty(connection_);
  }

  // Tells the listener of the next of these events, once: the listener asks again for the next.
  bool Listen(virStreamPtr stream, int events, std::shared_ptr<Mailbox> mailbox,
              std::uint32_t token) {
    std::lock_guard lock(mutex_);
    mailbox_ = std::move(mailbox);
    token_ = token;
    const auto number = Channels().Add(weak_from_this());
    if (symbols::virStreamEventAddCallback(stream, events, OnReady, number, [](void*) {}) < 0) {
      Channels().Remove(number);
      return false;
    }
    number_ = number;
    Armed(events);
    return true;
  }

  // What fires on the loop's thread disarms under the same lock, so that neither gets lost.
  bool Arm(virStreamPtr stream, int events) {
    std::lock_guard lock(mutex_);
    if (symbols::virStreamEventUpdateCallback(stream, events) < 0) return false;
    Armed(events);
    return true;
  }

  bool Unlisten(virStreamPtr stream) {
    {
      std::lock_guard lock(mutex_);
      if (symbols::virStreamEventRemoveCallback(stream) < 0) return false;
      Unlistened();
    }
    EventLoop::WaitUntilReturned();
    return true;
  }

  // From here on no other call of the stream runs, and none comes from the loop.
  void End(virStreamPtr stream) {
    bool listened;
    {
      std::lock_guard lock(mutex_);
      ended_ = true;
      listened = number_ != nullptr;
      // libvirt would never free it.
      if (listened) symbols::virStreamEventRemoveCallback(stream);
      Unlistened();
      SetIdle(false);
    }
    // libvirt's streams over files use what their end frees while they call back.
    if (listened) EventLoop::WaitUntilReturned();
  }

  bool HasEnded() {
    std::lock_guard lock(mutex_);
    return ended_;
  }

 private:
  using Registry = Numbered<std::weak_ptr<Channel>>;

  static Registry& Channels() {
    static auto& instance = *new Registry;
    return instance;
  }

  static void OnReady(virStreamPtr stream, int events, void* number);

  // All of these under the lock.

  void Armed(int events) {
    armed_ = events;
    if (events & VIR_STREAM_EVENT_READABLE) SetIdle(false);
  }

  void Unlistened();

  void SetIdle(bool idle) {
    if (idle_ == idle) return;
    idle_ = idle;
    EventLoop::StreamIsIdle(connection_, idle);
  }

  const Lane::Pointer connection_;
  // Held while libvirt is called: libvirt calls back without locks of its own that we would need.
  std::mutex mutex_;
  bool ended_ = false;
  bool idle_ = false;
  int armed_ = 0;
  Registry::Opaque number_ = nullptr;
  std::shared_ptr<Mailbox> mailbox_;
  std::uint32_t token_ = 0;
};

class Ready final : public Message {
 public:
  Ready(std::uint32_t token, int events) : token_(token), events_(events) {}

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(token_);
    if (!listener.IsEmpty()) listener.Call({ToValue(environment.env(), events_)});
  }

 private:
  const std::uint32_t token_;
  const int events_;
};

class Unlistened final : public Message {
 public:
  explicit Unlistened(std::uint32_t token) : token_(token) {}
  void Deliver(Environment& environment) override { environment.EndListener(token_); }

 private:
  const std::uint32_t token_;
};

// Loop thread. libvirt would call back again and again until the stream is read or written.
void Channel::OnReady(virStreamPtr stream, int events, void* number) {
  const auto self = Channels().Find(number).lock();
  if (!self) return;
  std::lock_guard lock(self->mutex_);
  if (self->ended_ || !self->armed_) return;
  self->armed_ = 0;
  symbols::virStreamEventUpdateCallback(stream, 0);
  self->SetIdle(true);
  std::unique_ptr<Message> message = std::make_unique<Ready>(self->token_, events);
  self->mailbox_->Post(message);
}

void Channel::Unlistened() {
  armed_ = 0;
  if (!number_) return;
  Channels().Remove(std::exchange(number_, nullptr));
  std::unique_ptr<Message> message = std::make_unique<libvirt::Unlistened>(token_);
  mailbox_->Post(message);
}

// ---- Calls --------------------------------------------------------------------------------------

class New final : public Pending {
 public:
  New(SymbolBase& symbol, Object::Pointer connection, unsigned int flags)
      : symbol_(symbol), connection_(std::move(connection)), flags_(flags) {}

 private:
  bool Execute() override {
    auto* stream = symbol_.Find() ? symbols::virStreamNew(
                                        static_cast<virConnectPtr>(connection_->get()), flags_)
                                  : nullptr;
    if (!stream) {
      error_ = symbol_.Find() ? Error::Take() : Error::Unavailable(symbol_);
      return false;
    }
    auto channel = std::make_shared<Channel>(connection_->lane());
    stream_ = Object::Adopt(kHandleClass<virStream>, stream, std::make_shared<Lane>(), channel);
    stream_->BeforeRelease([channel](void* handle) {
      if (channel->HasEnded()) return;
      auto* const stream = static_cast<virStreamPtr>(handle);
      channel->End(stream);
      // One that was never used has nothing to abort; both sides forget the others only so.
      symbols::virStreamAbort(stream);
    });
    return true;
  }

  Napi::Value Result(Environment& environment) override {
    return environment.Wrap(std::move(stream_));
  }

  SymbolBase& symbol_;
  const Object::Pointer connection_;
  const unsigned int flags_;
  Object::Pointer stream_;
};

class StreamCall : public Pending {
 public:
  StreamCall(SymbolBase& symbol, Object::Pointer stream)
      : symbol_(symbol), stream_(std::move(stream)) {}

 protected:
  // Worker thread. Negative: the call failed.
  virtual int Call(virStreamPtr stream) = 0;

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  Channel& channel() const { return Channel::Of(stream_); }

 private:
  bool Execute() final {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
    } else if (Call(static_cast<virStreamPtr>(stream_->get())) < 0) {
      error_ = Error::Take();
    } else {
      return true;
    }
    return false;
  }

  SymbolBase& symbol_;
  const Object::Pointer stream_;
};

class Send final : public StreamCall {
 public:
  Send(SymbolBase& symbol, Object::Pointer stream, std::vector<std::uint8_t> data)
      : StreamCall(symbol, std::move(stream)), data_(std::move(data)) {}

 private:
  int Call(virStreamPtr stream) override {
    std::size_t sent = 0;
    do {
      const auto* const data = reinterpret_cast<const char*>(data_.data()) + sent;
      const int taken =
          symbols::virStreamSend(stream, data, std::min(data_.size() - sent, kMaxPayload));
      if (taken == kWouldBlock || taken == 0) break;
      if (taken < 0) return -1;
      sent += static_cast<std::size_t>(taken);
    } while (sent < data_.size());
    sent_ = sent > 0 || data_.empty() ? static_cast<std::int64_t>(sent) : kWouldBlock;
    return 0;
  }

  Napi::Value Result(Environment& environment) override {
    return Napi::Number::New(environment.env(), static_cast<double>(sent_));
  }

  const std::vector<std::uint8_t> data_;
  std::int64_t sent_ = 0;
};

class Receive final : public StreamCall {
 public:
  Receive(SymbolBase& symbol, Object::Pointer stream, std::size_t size, bool takes_flags,
          unsigned int flags)
      : StreamCall(symbol, std::move(stream)),
        size_(size),
        takes_flags_(takes_flags),
        flags_(flags) {}

 private:
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };

  int Call(virStreamPtr stream) override {
    data_.reset(static_cast<char*>(std::malloc(size_)));
    if (!data_) throw std::bad_alloc();
    received_ = takes_flags_ ? symbols::virStreamRecvFlags(stream, data_.get(), size_, flags_)
                             : symbols::virStreamRecv(stream, data_.get(), size_);
    if (received_ != -1) {
      channel().Received(received_ != kHole && received_ < static_cast<std::int64_t>(size_));
    }
    return received_ == -1 ? -1 : 0;
  }

  Napi::Value Result(Environment& environment) override {
    const auto env = environment.env();
    if (received_ <= 0) return Napi::Number::New(env, received_);
    const auto size = static_cast<std::size_t>(received_);
    return Napi::Buffer<char>::Copy(env, data_.get(), size);
  }

  const std::size_t size_;
  const bool takes_flags_;
  const unsigned int flags_;
  std::unique_ptr<char, Free> data_;
  int received_ = 0;
};

// Finish and abort.
class End final : public StreamCall {
 public:
  End(SymbolBase& symbol, Object::Pointer stream, Symbol<int(virStreamPtr)>& end)
      : StreamCall(symbol, std::move(stream)), end_(end) {}

  bool IsAlone() const override { return true; }

 private:
  int Call(virStreamPtr stream) override {
    channel().End(stream);
    return end_(stream);
  }

  Symbol<int(virStreamPtr)>& end_;
};

class Listen final : public StreamCall {
 public:
  Listen(SymbolBase& symbol, Object::Pointer stream, int events, std::shared_ptr<Mailbox> mailbox,
         std::uint32_t token)
      : StreamCall(symbol, std::move(stream)),
        events_(events),
        mailbox_(std::move(mailbox)),
        token_(token) {}

 private:
  int Call(virStreamPtr stream) override {
    if (channel().Listen(stream, events_, mailbox_, token_)) return 0;
    auto& mailbox = *mailbox_;
    std::unique_ptr<Message> message = std::make_unique<Unlistened>(token_);
    mailbox.Post(message);
    return -1;
  }

  const int events_;
  const std::shared_ptr<Mailbox> mailbox_;
  const std::uint32_t token_;
};

class Arm final : public StreamCall {
 public:
  Arm(SymbolBase& symbol, Object::Pointer stream, int events)
      : StreamCall(symbol, std::move(stream)), events_(events) {}

 private:
  int Call(virStreamPtr stream) override { return channel().Arm(stream, events_) ? 0 : -1; }

  const int events_;
};

class Unlisten final : public StreamCall {
 public:
  using StreamCall::StreamCall;

 private:
  int Call(virStreamPtr stream) override { return channel().Unlisten(stream) ? 0 : -1; }
};

// ---- From JavaScript ----------------------------------------------------------------------------

template <typename StartedCall, typename... Given>
Napi::Value StartCall(Environment& environment, const Function& function, Object::Pointer stream,
                      Given&&... given) {
  const auto lane = stream->lane();
  return Pending::Start(environment, lane,
                        std::make_unique<StartedCall>(function.symbol, std::move(stream),
                                                      std::forward<Given>(given)...));
}

Napi::Value StartNew(Environment& environment, const Function& function,
                     const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto flags = arguments.Next().ReadFlags();
  return StartCall<New>(environment, function, std::move(connection), flags);
}

Napi::Value StartSend(Environment& environment, const Function& function,
                      const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  auto data = arguments.Next().ReadBytes();
  return StartCall<Send>(environment, function, std::move(stream), std::move(data));
}

template <bool takes_flags>
Napi::Value StartReceive(Environment& environment, const Function& function,
                         const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  const auto size_argument = arguments.Next();
  // As much as an int counts.
  const std::size_t size = size_argument.ReadInteger<std::int32_t>();
  if (size_argument.ReadInteger<std::int32_t>() <= 0)
    size_argument.RangeError("must be at least 1");
  unsigned int flags = 0;
  if constexpr (takes_flags) flags = arguments.Next().ReadFlags();
  return StartCall<Receive>(environment, function, std::move(stream), size, takes_flags, flags);
}

template <Symbol<int(virStreamPtr)>& end>
Napi::Value StartEnd(Environment& environment, const Function& function,
                     const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  return StartCall<End>(environment, function, std::move(stream), end);
}

Napi::Value StartListen(Environment& environment, const Function& function,
                        const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  const int events = arguments.Next().ReadInteger<int>();
  const auto token = environment.AddListener(arguments.Next().ReadFunction());
  return StartCall<Listen>(environment, function, std::move(stream), events, environment.mailbox(),
                           token);
}

Napi::Value StartArm(Environment& environment, const Function& function,
                     const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  const int events = arguments.Next().ReadInteger<int>();
  return StartCall<Arm>(environment, function, std::move(stream), events);
}

Napi::Value StartUnlisten(Environment& environment, const Function& function,
                          const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  return StartCall<Unlisten>(environment, function, std::move(stream));
}

}  // namespace

const Invoker kStreamNew = StartNew;
const Invoker kStreamSend = StartSend;
const Invoker kStreamRecv = StartReceive<false>;
const Invoker kStreamRecvFlags = StartReceive<true>;
const Invoker kStreamFinish = StartEnd<symbols::virStreamFinish>;
const Invoker kStreamAbort = StartEnd<symbols::virStreamAbort>;
const Invoker kStreamEventAddCallback = StartListen;
const Invoker kStreamEventUpdateCallback = StartArm;
const Invoker kStreamEventRemoveCallback = StartUnlisten;

}  // namespace libvirt
