#include "runtime/mailbox.h"

#include <exception>
#include <utility>

namespace libvirt {

namespace {

using namespace std::chrono_literals;

// Node.js drains a thread-safe function up to a thousand times before it turns to timers and I/O,
// for as long as messages arrive. With many calls in flight, each answer leads to the next call,
// and that is a second. So delivery rests after this time until the event loop has turned.
constexpr auto kLongestTurn = 5ms;
// Promise reactions run after so many messages at the latest.
constexpr int kMostMessages = 32;

}  // namespace

Mailbox::Mailbox(Napi::Env env, Environment& environment) : env_(env), environment_(environment) {
  const auto status =
      napi_create_threadsafe_function(env, nullptr, nullptr, Napi::String::New(env, "libvirt"), 0,
                                      1, nullptr, nullptr, this, Drain, &wake_);
  NAPI_THROW_IF_FAILED_VOID(env, status);
  KeepAlive(false);
  const auto set_immediate = env.Global().Get("setImmediate");
  if (!set_immediate.IsFunction()) return;
  set_immediate_ = Napi::Persistent(set_immediate.As<Napi::Function>());
  resume_ = Napi::Persistent(
      Napi::Function::New(env, [this](const Napi::CallbackInfo&) { Resume(); }, "resume"));
}

void Mailbox::Post(std::unique_ptr<Message> message) noexcept {
  std::lock_guard lock(mutex_);
  if (!open_) return;
  const bool first = messages_.empty();
  messages_.Push(std::move(message));
  // One wake-up for all messages that are ready.
  if (first) napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
}

bool Mailbox::IsOpen() {
  std::lock_guard lock(mutex_);
  return open_;
}

void Mailbox::Close() {
  Queue<std::unique_ptr<Message>> dropped;
  dropped.Take(taken_);
  std::lock_guard lock(mutex_);
  open_ = false;
  dropped.Take(messages_);
}

void Mailbox::KeepAlive(bool keep) {
  if (keep) {
    napi_ref_threadsafe_function(env_, wake_);
  } else {
    napi_unref_threadsafe_function(env_, wake_);
  }
}

void Mailbox::Deliver() {
  if (taken_.empty()) {
    std::lock_guard lock(mutex_);
    taken_.Take(messages_);
  }
  // A turn ends with the messages that were there when it began.
  int count = 0;
  for (bool turn = true; turn && !taken_.empty();) {
    const auto message = taken_.Pop();
    turn = !message->EndsTurn() && ++count < kMostMessages;
    Napi::HandleScope scope(env_);
    try {
      message->Deliver(environment_);
    } catch (const Napi::Error& error) {
      // Thrown by a callback of the user, or because the environment is being terminated.
      napi_fatal_exception(env_, error.Value());
    } catch (const std::exception& exception) {
      // Out of memory: the event is lost, but never silently.
      Throw(exception);
    }
  }
  if (!set_immediate_.IsEmpty() && std::chrono::steady_clock::now() - resumed_ >= kLongestTurn) {
    Rest();
  } else if (!taken_.empty()) {
    // The rest is delivered after Node.js has run promise reactions.
    napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  }
}

void Mailbox::Rest() {
  Napi::HandleScope scope(env_);
  try {
    set_immediate_.Call({resume_.Value()});
    resting_ = true;
  } catch (const Napi::Error&) {
    // The environment is being terminated.
  }
}

void Mailbox::Resume() {
  resting_ = false;
  resumed_ = std::chrono::steady_clock::now();
  Deliver();
  // The wake-up of what arrived meanwhile was ignored.
  if (!resting_) napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
}

void Mailbox::Throw(const std::exception& exception) {
  try {
    napi_fatal_exception(env_, Napi::Error::New(env_, exception.what()).Value());
  } catch (const Napi::Error&) {
    // The environment is being terminated.
  }
}

void Mailbox::Drain(napi_env env, napi_value, void* context, void*) {
  auto& mailbox = *static_cast<Mailbox*>(context);
  if (env && !mailbox.resting_) mailbox.Deliver();
}

}  // namespace libvirt
