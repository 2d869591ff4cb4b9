#pragma once

#include <napi.h>

#include <exception>
#include <memory>
#include <mutex>

#include "runtime/message.h"

namespace libvirt {

// The only road from other threads to the JavaScript thread of an environment. Other threads share
// the mailbox, never the thread-safe function behind it: Node frees that with the environment,
// whoever still uses it, so it is touched under the lock and only while the mailbox is open.
class Mailbox {
 public:
  Mailbox(Napi::Env env, Environment& environment);

  // Any thread, inside libvirt's callbacks too. Once the environment has ended the message is
  // destroyed instead, on this thread.
  void Post(std::unique_ptr<Message> message) noexcept;

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
  void Throw(const std::exception& exception);

  std::mutex mutex_;
  bool open_ = true;
  Queue<std::unique_ptr<Message>> messages_;
  // JS thread: what was taken out and is not delivered yet.
  Queue<std::unique_ptr<Message>> taken_;
  napi_env env_;
  Environment& environment_;
  napi_threadsafe_function wake_ = nullptr;
};

}  // namespace libvirt
