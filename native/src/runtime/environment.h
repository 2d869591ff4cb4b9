#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>
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

// An event registration that libvirt knows, so that it ends with its environment.
struct Registration {
  Object::Pointer connection;
  Symbol<int(virConnectPtr, int)>* deregister;
  int callback_id;

  // Worker thread.
  bool End() const {
    return (*deregister)(static_cast<virConnectPtr>(connection->get()), callback_id) >= 0;
  }
};

// The state of one JavaScript thread that loaded the addon: the main one or a worker's.
// All of it belongs to that thread.
class Environment {
 public:
  static Environment& Start(Napi::Env env);
  static Environment& Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

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

  void AddRegistration(Registration registration);
  void RemoveRegistration(const Registration& registration);

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
  std::vector<Registration> registrations_;
};

}  // namespace libvirt
