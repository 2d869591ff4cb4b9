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

// What JavaScript holds of an object: empty once it was freed.
struct JsHandle {
  const HandleClass& type;
  Object::Pointer object;
};

// An event registration that libvirt may know. It ends, on a worker thread, when whoever owns it
// lets go, if it has not been ended before: libvirt would keep the connection open for its sake.
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

  // libvirt knows it under this number from now on.
  void Begin(int callback_id) { callback_id_ = callback_id; }
  // Worker thread, once. Negative: libvirt says why. Afterwards there is nothing left to end.
  int End();
  void Run() noexcept override { End(); }

 private:
  const Object::Pointer connection_;
  Deregister& deregister_;
  std::optional<int> callback_id_;
  bool ended_ = false;
};

// Work on behalf of JavaScript that can be cut short. Any thread.
class Attempt {
 public:
  virtual ~Attempt() = default;
  // Nobody waits for it any more.
  virtual void Abandon() noexcept = 0;
};

// A listener of JavaScript as other threads know it. When this goes, on whichever thread, the
// environment is told that the listener is not called any more.
class ListenerToken {
 public:
  // JS thread. `freed` is called at the end.
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

// The state of one JavaScript thread that loaded the addon: the main one or a worker's.
// All of it belongs to that thread.
class Environment {
 public:
  static Environment& Start(Napi::Env env);
  static Environment& Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }
  // That of the calling thread, or null: Node.js may load the addon into one thread more than once.
  static Environment* OfThread();

  explicit Environment(Napi::Env env);
  ~Environment() = default;

  Napi::Env env() const { return env_; }
  // What JavaScript was given to call.
  Napi::ObjectReference exports;

  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  // Calls in flight and registrations keep the process alive, as an open socket would.
  void Hold();
  void Unhold();

  // A JavaScript value that owns the object until it is freed or collected.
  Napi::Value Wrap(Object::Pointer object);
  // The handle behind a value, or null where it is none of this environment's.
  JsHandle* Unwrap(napi_value value) const;

  // Who is told of a registration's events, and of its end, under a number that other threads may
  // know.
  std::uint32_t AddListener(Napi::Function listener, Napi::Function freed = {});
  Napi::Function Listener(std::uint32_t token) const;
  void EndListener(std::uint32_t token);

  void AddRegistration(Registration::Pointer registration);
  // Null if there is none of this number.
  Registration::Pointer TakeRegistration(const Object::Pointer& connection,
                                         const Registration::Deregister& deregister,
                                         int callback_id);
  // Those of a connection that JavaScript is about to let go of: nobody could end them any more.
  void EndRegistrations(const Object::Pointer& connection);

  // An attempt ends with its environment at the latest, or when the promise for it is given up.
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
  // Shared with the finalizers, which may run after the environment is gone.
  const std::shared_ptr<Handles> handles_ = std::make_shared<Handles>();
  // Below zero when what nobody waits for any more is delivered.
  int holds_ = 0;
  std::uint32_t next_token_ = 0;
  std::unordered_map<std::uint32_t, Listening> listeners_;
  std::vector<Registration::Pointer> registrations_;
  struct Attempting {
    Napi::Reference<Napi::Promise> promise;  // a weak one
    std::weak_ptr<Attempt> attempt;
  };
  std::vector<Attempting> attempts_;
};

}  // namespace libvirt
