#include "runtime/environment.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "libvirt/library.h"
#include "runtime/executor.h"
#include "runtime/thread.h"

namespace libvirt {

namespace {

class EndJob final : public Job {
 public:
  explicit EndJob(Registration registration) : registration_(std::move(registration)) {}
  void Run() override { registration_.End(); }

 private:
  const Registration registration_;
};

}  // namespace

Environment& Environment::Start(Napi::Env env) {
  auto environment = std::make_unique<Environment>(env);
  env.SetInstanceData(environment.get());
  return *environment.release();
}

Environment::Environment(Napi::Env env)
    : env_(env), mailbox_(std::make_shared<Mailbox>(env, *this)) {
  // Added after the mailbox's own hook, and so run before it.
  napi_add_env_cleanup_hook(env, End, this);
}

// JS thread. Never waits for a call: what is in flight ends by itself and finds the mailbox closed.
void Environment::End(void* environment) {
  auto& self = *static_cast<Environment*>(environment);
  // The process ends with its main thread; an environment of any other thread ends alone.
  if (OnMainThread()) {
    Executor::Get().Stop();
    StopOpeningLibraries();
  }
  self.mailbox_->Close();
  for (auto& registration : self.registrations_) {
    const auto lane = registration.connection->lane();
    try {
      Executor::Get().Submit(lane, std::make_unique<EndJob>(std::move(registration)));
    } catch (const std::system_error&) {
      // No thread can be started now. The job waits in its lane for the next one that can.
    }
  }
  self.registrations_.clear();
  self.listeners_.clear();
}

void Environment::Hold() {
  if (++holds_ == 1) mailbox_->KeepAlive(true);
}

void Environment::Unhold() {
  if (--holds_ == 0) mailbox_->KeepAlive(false);
}

Napi::Value Environment::Wrap(Object::Pointer object) {
  auto handle = std::make_unique<JsHandle>(JsHandle{object->type(), std::move(object)});
  handles_->insert(handle.get());
  auto value = Napi::External<JsHandle>::New(env_, handle.get(),
                                             [handles = handles_](Napi::Env, JsHandle* collected) {
                                               handles->erase(collected);
                                               std::unique_ptr<JsHandle> owned(collected);
                                             });
  handle.release();
  return value;
}

JsHandle* Environment::Unwrap(napi_value value) const {
  napi_valuetype type;
  void* data = nullptr;
  if (napi_typeof(env_, value, &type) != napi_ok || type != napi_external ||
      napi_get_value_external(env_, value, &data) != napi_ok) {
    return nullptr;
  }
  auto* handle = static_cast<JsHandle*>(data);
  return handles_->count(handle) ? handle : nullptr;
}

std::uint32_t Environment::AddListener(Napi::Function listener, Napi::Function freed) {
  const auto token = next_token_++;
  auto& listening = listeners_[token];
  listening.listener = Napi::Persistent(listener);
  if (!freed.IsEmpty()) listening.freed = Napi::Persistent(freed);
  return token;
}

Napi::Function Environment::Listener(std::uint32_t token) const {
  const auto found = listeners_.find(token);
  return found == listeners_.end() ? Napi::Function() : found->second.listener.Value();
}

void Environment::EndListener(std::uint32_t token) {
  const auto found = listeners_.find(token);
  if (found == listeners_.end()) return;
  const auto listening = std::move(found->second);
  listeners_.erase(found);
  if (!listening.freed.IsEmpty()) listening.freed.Call({});
}

void Environment::AddRegistration(Registration registration) {
  registrations_.push_back(std::move(registration));
}

void Environment::RemoveRegistration(const Registration& registration) {
  const auto same = [&](const Registration& each) {
    return each.connection == registration.connection &&
           each.deregister == registration.deregister &&
           each.callback_id == registration.callback_id;
  };
  const auto found = std::find_if(registrations_.begin(), registrations_.end(), same);
  if (found == registrations_.end()) return;
  std::swap(*found, registrations_.back());
  registrations_.pop_back();
}

}  // namespace libvirt
