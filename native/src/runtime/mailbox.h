#pragma once

#include <napi.h>

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/message.h"

namespace libvirt {

// The only road from other threads to the JavaScript thread of an environment. Other threads share
// the mailbox, never the thread-safe function behind it: Node frees that with the environment,
// whoever still uses it, so it is touched under the lock and only while the mailbox is open.
class Mailbox {
 public:
  Mailbox(Napi::Env env, Environment& environment);

  // Any thread. False, and the message stays with the caller, once the environment has ended.
  bool Post(std::unique_ptr<Message>& message);

  // Any thread.
  bool IsOpen();

  // JS thread: the environment ends. Drops what was not delivered.
  void Close();

  // JS thread: whether messages to come keep the process alive.
  void KeepAlive(bool keep);

 private:
  static void Drain(napi_env env, napi_value callback, void* context, void* data);

  // JS thread.
  void Deliver();

  std::mutex mutex_;
  bool open_ = true;
  std::vector<std::unique_ptr<Message>> messages_;
  // JS thread: what was taken out and is not delivered yet.
  std::deque<std::unique_ptr<Message>> taken_;
  napi_env env_;
  Environment& environment_;
  napi_threadsafe_function wake_ = nullptr;
};

}  // namespace libvirt
