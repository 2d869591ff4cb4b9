#pragma once

#include <napi.h>

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>

#include "runtime/message.h"

namespace libvirt {

// The only way from other threads to the JavaScript thread of an environment. Other threads share
// the mailbox, never the thread-safe function behind it: Node.js frees that with the environment
// even if it is in use, so it is called with the mutex held and only while the mailbox is open.
class Mailbox {
 public:
  Mailbox(Napi::Env env, Environment& environment);

  // Any thread, also inside libvirt's callbacks. Once the environment has ended, destroys the
  // message instead, on the calling thread.
  void Post(std::unique_ptr<Message> message) noexcept;

  // Any thread.
  bool IsOpen();

  // JS thread: the environment ends. Drops undelivered messages.
  void Close();

  // JS thread: whether the mailbox keeps the process alive.
  void KeepAlive(bool keep);

 private:
  static void Drain(napi_env env, napi_value callback, void* context, void* data);

  // JS thread.
  void Deliver();
  void Rest();
  void Resume();
  void Throw(const std::exception& exception);

  std::mutex mutex_;
  bool open_ = true;
  Queue<std::unique_ptr<Message>> messages_;
  // JS thread: messages that were taken and are not delivered yet.
  Queue<std::unique_ptr<Message>> taken_;
  napi_env env_;
  Environment& environment_;
  napi_threadsafe_function wake_ = nullptr;
  // JS thread: whether delivery waits for the event loop's next turn, and since when it has not.
  bool resting_ = false;
  std::chrono::steady_clock::time_point resumed_;
  // Node.js' own, since a program may replace the global one. Empty if there is none.
  Napi::FunctionReference set_immediate_;
  Napi::FunctionReference resume_;
};

}  // namespace libvirt
