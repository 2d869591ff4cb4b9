#include "runtime/mailbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "runtime/environment.h"

namespace libvirt {

Mailbox::Mailbox(Napi::Env env, Environment& environment) : env_(env), environment_(environment) {
  const auto status =
      napi_create_threadsafe_function(env, nullptr, nullptr, Napi::String::New(env, "libvirt"), 0,
                                      1, nullptr, nullptr, this, Drain, &wake_);
  NAPI_THROW_IF_FAILED_VOID(env, status);
  KeepAlive(false);
}

bool Mailbox::Post(std::unique_ptr<Message>& message) {
  std::lock_guard lock(mutex_);
  if (!open_) return false;
  messages_.push_back(std::move(message));
  // One wake-up for all that is ready.
  if (messages_.size() == 1) napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  return true;
}

bool Mailbox::IsOpen() {
  std::lock_guard lock(mutex_);
  return open_;
}

void Mailbox::Close() {
  std::vector<std::unique_ptr<Message>> dropped;
  {
    std::lock_guard lock(mutex_);
    open_ = false;
    dropped.swap(messages_);
  }
  taken_.clear();
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
    std::move(messages_.begin(), messages_.end(), std::back_inserter(taken_));
    messages_.clear();
  }
  // A turn is no longer than what was there when it began.
  for (bool turn = true; turn && !taken_.empty();) {
    const auto message = std::move(taken_.front());
    taken_.pop_front();
    turn = !message->EndsTurn();
    Napi::HandleScope scope(env_);
    try {
      message->Deliver(environment_);
    } catch (const Napi::Error& error) {
      // Only a callback of the user throws here, unless the environment is being terminated.
      napi_fatal_exception(env_, error.Value());
    }
  }
  // What is left comes in the next turn, before which Node runs what waits for promises.
  if (!taken_.empty()) napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
}

void Mailbox::Drain(napi_env env, napi_value, void* context, void*) {
  if (env) static_cast<Mailbox*>(context)->Deliver();
}

}  // namespace libvirt
