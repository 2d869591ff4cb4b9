#include "handwritten/stream.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "call/pending.h"
#include "generated/handles.h"
#include "libvirt/event_loop.h"
#include "marshal/argument.h"
#include "marshal/value.h"
#include "runtime/numbered.h"

namespace libvirt {

namespace {

// What libvirt returns instead of a number of bytes.
constexpr int kWouldBlock = -2;
constexpr int kHole = -3;

// The largest payload that every daemon accepts in one message.
constexpr std::size_t kMaxPayload = 262120;

// What one call received, or why it received no data.
class Reception {
 public:
  // Any thread but JavaScript's. One message carries little data, and changing threads for each
  // would cost more than the message: a non-blocking stream is emptied.
  Reception(virStreamPtr stream, bool blocks, std::size_t size, unsigned int flags) {
    data_.reset(static_cast<char*>(std::malloc(size)));
    if (!data_) throw std::bad_alloc();
    do {
      auto* const free = data_.get() + received_;
      returned_ = flags == 0 ? symbols::virStreamRecv(stream, free, size - received_)
                             : symbols::virStreamRecvFlags(stream, free, size - received_, flags);
      if (returned_ > 0) received_ += static_cast<std::size_t>(returned_);
    } while (returned_ > 0 && received_ < size && !blocks);
    if (returned_ == -1) error_ = Error::Take();
    is_drained_ = returned_ != kHole && received_ < size;
    if (received_ < size) Shrink();
  }

  bool has_data() const { return received_ > 0; }
  // Whether libvirt has no more data for now, as far as that is known.
  bool is_drained() const { return is_drained_; }

  bool would_block() const { return !has_data() && returned_ == kWouldBlock; }
  bool has_failed() const { return !has_data() && returned_ == -1; }
  Error& error() { return error_; }

  // The end or the error that followed data, which libvirt does not always report again.
  std::unique_ptr<Reception> TakeEnd() {
    if (!has_data() || (returned_ != 0 && returned_ != -1)) return nullptr;
    return std::unique_ptr<Reception>(new Reception(returned_, std::move(error_)));
  }

  // JS thread, once.
  Napi::Value ToValue(Napi::Env env) {
    if (!has_data()) return Napi::Number::New(env, returned_);
    const auto free = [](napi_env, void* data, void*) { std::free(data); };
    napi_value buffer;
    switch (napi_create_external_buffer(env, received_, data_.get(), free, nullptr, &buffer)) {
      case napi_ok:
        data_.release();
        return Napi::Value(env, buffer);
      case napi_no_external_buffers_allowed:
        return Napi::Buffer<char>::Copy(env, data_.get(), received_);
      case napi_generic_failure:
        // V8 failed after it had taken the memory.
        data_.release();
        break;
      default:
        break;
    }
    throw Napi::Error::New(env);
  }

 private:
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };

  Reception(int returned, Error error) : returned_(returned), error_(std::move(error)) {}

  void Shrink() {
    if (received_ == 0) return data_.reset();
    auto* const fitted = static_cast<char*>(std::realloc(data_.get(), received_));
    if (!fitted) return;
    data_.release();
    data_.reset(fitted);
  }

  std::unique_ptr<char, Free> data_;
  std::size_t received_ = 0;
  int returned_ = 0;
  bool is_drained_ = true;
  Error error_;
};

// The data that a listener wants with the event that there is data: at most so many bytes, or 0 if
// it receives them itself.
struct Wanted {
  std::size_t bytes;
  unsigned int flags;
};

// The state of a stream beside libvirt's object.
class Channel : public std::enable_shared_from_this<Channel> {
 public:
  Channel(Lane::Pointer connection, bool blocks)
      : connection_(std::move(connection)), blocks_(blocks) {}

  static Channel& Of(const Object::Pointer& stream) {
    return *static_cast<Channel*>(stream->companion().get());
  }

  // Worker and loop thread.
  std::unique_ptr<Reception> Receive(virStreamPtr stream, std::size_t size, unsigned int flags) {
    {
      std::lock_guard lock(mutex_);
      if (end_of_data_) return std::exchange(end_of_data_, nullptr);
    }
    auto reception = std::make_unique<Reception>(stream, blocks_, size, flags);
    {
      std::lock_guard lock(mutex_);
      if (auto end = reception->TakeEnd()) end_of_data_ = std::move(end);
      if (!ended_ && !(armed_ & VIR_STREAM_EVENT_READABLE)) SetIdle(true);
    }
    if (reception->is_drained()) EventLoop::OnStreamEmpty(connection_);
    return reception;
  }

  // Worker threads, except OnReady.

  // Reports the next of these events to the listener, once: Arm asks for the one after that.
  bool Listen(virStreamPtr stream, int events, Wanted wanted, ListenerToken listener) {
    std::lock_guard lock(mutex_);
    const auto number = Channels().Add(weak_from_this());
    if (symbols::virStreamEventAddCallback(stream, events, OnReady, number, [](void*) {}) < 0) {
      Channels().Remove(number);
      return false;
    }
    number_ = number;
    listener_.emplace(std::move(listener));
    wanted_ = wanted;
    Armed(events);
    return true;
  }

  // OnReady disarms with the same mutex held, so that neither gets lost.
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
    EventLoop::WaitForCallback();
    return true;
  }

  // After this no other call of the stream runs, and no callback of the loop.
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
    // libvirt's file streams use, in their callback, memory that their end frees.
    if (listened) EventLoop::WaitForCallback();
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

  static void OnReady(virStreamPtr stream, int events, void* number) noexcept;

  std::unique_ptr<Reception> ReceiveData(virStreamPtr stream, Wanted wanted);

  // With the mutex held.

  void Armed(int events) {
    armed_ = events;
    if (events & VIR_STREAM_EVENT_READABLE) SetIdle(false);
  }

  void Unlistened();

  void SetIdle(bool idle) {
    if (idle_ == idle) return;
    idle_ = idle;
    EventLoop::SetStreamIdle(connection_, idle);
  }

  const Lane::Pointer connection_;
  const bool blocks_;
  // Held while libvirt is called: when libvirt calls back, it holds no lock that such a call needs.
  std::mutex mutex_;
  bool ended_ = false;
  bool idle_ = false;
  int armed_ = 0;
  Registry::Opaque number_ = nullptr;
  std::optional<ListenerToken> listener_;
  Wanted wanted_{0, 0};
  std::unique_ptr<Reception> end_of_data_;
};

class Ready final : public Message {
 public:
  Ready(std::uint32_t token, int events) : token_(token), events_(events) {}

  void Attach(std::unique_ptr<Reception> received) { received_ = std::move(received); }

  void Deliver(Environment& environment) override {
    const auto listener = environment.Listener(token_);
    if (listener.IsEmpty()) return;
    const auto env = environment.env();
    listener.Call({ToValue(env, events_), received_ ? received_->ToValue(env) : env.Undefined()});
  }

 private:
  const std::uint32_t token_;
  const int events_;
  std::unique_ptr<Reception> received_;
};

// Loop thread. Disarms first: libvirt would call back again and again until the stream is read or
// written. End and Unlisten wait until this has returned.
void Channel::OnReady(virStreamPtr stream, int events, void* number) noexcept {
  const auto self = Channels().Find(number).lock();
  if (!self) return;
  std::unique_lock lock(self->mutex_);
  if (self->ended_ || !self->armed_) return;
  std::unique_ptr<Ready> ready;
  try {
    ready = std::make_unique<Ready>(self->listener_->number(), events);
  } catch (const std::bad_alloc&) {
    // libvirt calls back again.
    return;
  }
  self->armed_ = 0;
  symbols::virStreamEventUpdateCallback(stream, 0);
  self->SetIdle(true);
  const auto mailbox = self->listener_->mailbox();
  const auto wanted = self->wanted_;
  lock.unlock();
  if (wanted.bytes > 0 && (events & VIR_STREAM_EVENT_READABLE)) {
    ready->Attach(self->ReceiveData(stream, wanted));
  }
  mailbox->Post(std::move(ready));
}

// Null if there is no data: the listener calls Receive for the reason.
std::unique_ptr<Reception> Channel::ReceiveData(virStreamPtr stream, Wanted wanted) {
  try {
    auto received = Receive(stream, wanted.bytes, wanted.flags);
    if (received->has_data()) return received;
    std::lock_guard lock(mutex_);
    if (!received->would_block()) end_of_data_ = std::move(received);
  } catch (const std::bad_alloc&) {
    // The listener gets the error from Receive.
  }
  return nullptr;
}

void Channel::Unlistened() {
  armed_ = 0;
  if (!number_) return;
  Channels().Remove(std::exchange(number_, nullptr));
  listener_.reset();
}

// ---- Calls --------------------------------------------------------------------------------------

class New final : public Pending {
 public:
  New(SymbolBase& symbol, Object::Pointer connection, unsigned int flags)
      : symbol_(symbol), connection_(std::move(connection)), flags_(flags) {}

 private:
  bool Execute() override {
    auto channel = std::make_shared<Channel>(connection_->lane(), !(flags_ & VIR_STREAM_NONBLOCK));
    auto lane = std::make_shared<Lane>();
    lane->connection = connection_->lane()->connection;
    auto* stream = symbol_.Find() ? symbols::virStreamNew(
                                        static_cast<virConnectPtr>(connection_->get()), flags_)
                                  : nullptr;
    if (!stream) {
      error_ = symbol_.Find() ? Error::Take() : Error::Unavailable(symbol_);
      return false;
    }
    stream_ = Object::Adopt(kHandleClass<virStream>, stream, std::move(lane), channel);
    stream_->BeforeRelease([channel](void* handle) {
      if (channel->HasEnded()) return;
      auto* const stream = static_cast<virStreamPtr>(handle);
      channel->End(stream);
      // Needed even for a stream that was never used: only this makes both sides forget their
      // references.
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
  virtual Error TakeError() { return Error::Take(); }

  Napi::Value Result(Environment& environment) override { return environment.env().Undefined(); }

  Channel& channel() const { return Channel::Of(stream_); }

 private:
  bool Execute() final {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
    } else if (Call(static_cast<virStreamPtr>(stream_->get())) < 0) {
      error_ = TakeError();
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
  Receive(SymbolBase& symbol, Object::Pointer stream, std::size_t size, unsigned int flags)
      : StreamCall(symbol, std::move(stream)), size_(size), flags_(flags) {}

 private:
  int Call(virStreamPtr stream) override {
    reception_ = channel().Receive(stream, size_, flags_);
    return reception_->has_failed() ? -1 : 0;
  }

  Error TakeError() override { return std::move(reception_->error()); }

  Napi::Value Result(Environment& environment) override {
    return reception_->ToValue(environment.env());
  }

  const std::size_t size_;
  const unsigned int flags_;
  std::unique_ptr<Reception> reception_;
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
  Listen(SymbolBase& symbol, Object::Pointer stream, int events, Wanted wanted,
         ListenerToken listener)
      : StreamCall(symbol, std::move(stream)),
        events_(events),
        wanted_(wanted),
        listener_(std::move(listener)) {}

 private:
  int Call(virStreamPtr stream) override {
    return channel().Listen(stream, events_, wanted_, std::move(listener_)) ? 0 : -1;
  }

  const int events_;
  const Wanted wanted_;
  ListenerToken listener_;
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

// At most INT_MAX.
std::size_t ReadSize(const Argument& argument) {
  return argument.ReadInteger<std::uint32_t>(std::numeric_limits<std::int32_t>::max());
}

template <bool takes_flags>
Napi::Value StartReceive(Environment& environment, const Function& function,
                         const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto stream = arguments.Next().ReadHandle(kHandleClass<virStream>);
  const auto size_argument = arguments.Next();
  const auto size = ReadSize(size_argument);
  if (size == 0) size_argument.RangeError("must be at least 1");
  unsigned int flags = 0;
  if constexpr (takes_flags) flags = arguments.Next().ReadFlags();
  return StartCall<Receive>(environment, function, std::move(stream), size, flags);
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
  const auto listener = arguments.Next().ReadFunction();
  Wanted wanted{};
  wanted.bytes = ReadSize(arguments.Next());
  wanted.flags = arguments.Next().ReadFlags();
  return StartCall<Listen>(environment, function, std::move(stream), events, wanted,
                           ListenerToken(environment, listener));
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
