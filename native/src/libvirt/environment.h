#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "generated/declarations.h"
#include "libvirt/object.h"
#include "runtime/mailbox.h"

namespace libvirt {

// The handle of an object in JavaScript; without the object once it is freed.
struct JsHandle {
  const HandleClass& type;
  Object::Pointer object;
};

// An event registration. Unless it was ended before, it ends on a worker thread when its owner
// drops it: libvirt would keep the connection open because of it.
class Registration final : public Job {
 public:
  using Deregister = Symbol<int(virConnectPtr, int)>;
  struct Release {
    void operator()(Registration* registration) const noexcept;
  };
  using Pointer = std::unique_ptr<Registration, Release>;

  Registration(Object::Pointer connection, Deregister& deregister)
      : connection_(std::move(connection)), deregister_(deregister) {}

  bool Is(const Object::Pointer& connection, const Deregister& deregister, int callback_id) const {
    return connection_ == connection && &deregister_ == &deregister && callback_id_ == callback_id;
  }
  const Object::Pointer& connection() const { return connection_; }
  int callback_id() const { return *callback_id_; }

  // libvirt has made the registration, with this number.
  void Begin(int callback_id) { callback_id_ = callback_id; }
  // Worker thread, once. Negative: the call failed, with an error to take. The registration counts
  // as ended in any case.
  int End();
  void Run() noexcept override { End(); }

 private:
  const Object::Pointer connection_;
  Deregister& deregister_;
  std::optional<int> callback_id_;
  bool ended_ = false;
};

// Work for JavaScript that can be cut short. Any thread.
class Attempt {
 public:
  virtual ~Attempt() = default;
  // The result is no longer wanted.
  virtual void Abandon() noexcept = 0;
};

// A listener of JavaScript, as other threads refer to it. Its destructor, on any thread, has the
// environment forget the listener.
class ListenerToken {
 public:
  // JS thread. `freed` is called once the listener is forgotten.
  ListenerToken(Environment& environment, Napi::Function listener, Napi::Function freed = {});
  ListenerToken(ListenerToken&&) = default;
  ListenerToken& operator=(ListenerToken&&) = delete;
  ~ListenerToken();

  std::uint32_t number() const { return number_; }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

 private:
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Message> end_;
  std::uint32_t number_ = 0;
};

// The state of one JavaScript thread that loaded the addon: the main one or a worker's. Belongs to
// that thread.
class Environment {
 public:
  static Environment& Start(Napi::Env env);
  static Environment& Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }
  // The environment of the calling thread, or null: Node.js may load the addon into one thread more
  // than once.
  static Environment* OfThread();

  explicit Environment(Napi::Env env);
  ~Environment() = default;

  Napi::Env env() const { return env_; }
  // The exports of the addon.
  Napi::ObjectReference exports;

  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  // Counts what keeps the process alive as an open socket would: calls in flight, and what
  // TypeScript counts with `ref` and `unref`.
  void Ref();
  void Unref();

  // Returns a JavaScript value that owns the object until it is freed or collected.
  Napi::Value Wrap(Object::Pointer object);
  // The handle behind a value, or null if it is not a handle of this environment.
  JsHandle* Unwrap(napi_value value) const;

  // Listeners, by a number that other threads may keep.
  std::uint32_t AddListener(Napi::Function listener, Napi::Function freed = {});
  Napi::Function Listener(std::uint32_t token) const;
  void EndListener(std::uint32_t token);

  void AddRegistration(Registration::Pointer registration);
  // Null if there is none with this number.
  Registration::Pointer TakeRegistration(const Object::Pointer& connection,
                                         const Registration::Deregister& deregister,
                                         int callback_id);
  // Ends those of a connection that JavaScript is about to free: JavaScript could not end them any
  // more.
  void EndRegistrations(const Object::Pointer& connection);

  // An attempt ends when its promise is abandoned, or with the environment.
  void AddAttempt(Napi::Promise promise, std::weak_ptr<Attempt> attempt);
  void Abandon(Napi::Value promise);

 private:
  using Handles = std::unordered_set<JsHandle*>;
  struct Listening {
    Napi::FunctionReference listener;
    Napi::FunctionReference freed;
  };

  static void End(void* environment);

  const Napi::Env env_;
  const std::shared_ptr<Mailbox> mailbox_;
  // Shared with finalizers, which may run after the environment is destroyed.
  const std::shared_ptr<Handles> handles_ = std::make_shared<Handles>();
  // Negative while a call is delivered whose ref JavaScript has taken back.
  int refs_ = 0;
  std::uint32_t next_token_ = 0;
  std::unordered_map<std::uint32_t, Listening> listeners_;
  std::vector<Registration::Pointer> registrations_;
  struct Attempting {
    Napi::Reference<Napi::Promise> promise;  // weak
    std::weak_ptr<Attempt> attempt;
  };
  std::vector<Attempting> attempts_;
};

}  // namespace libvirt
