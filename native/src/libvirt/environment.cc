#include "libvirt/environment.h"

#include <algorithm>
#include <utility>

#include "libvirt/library.h"
#include "runtime/executor.h"
#include "runtime/thread.h"

namespace libvirt {

namespace {

class EndListener final : public Message {
 public:
  void Deliver(Environment& environment) override { environment.EndListener(number); }

  std::uint32_t number = 0;
};

// The environment of this thread.
thread_local Environment* current = nullptr;

}  // namespace

int Registration::End() {
  if (!callback_id_ || ended_ || !deregister_.Find()) return 0;
  ended_ = true;
  return deregister_(static_cast<virConnectPtr>(connection_->get()), *callback_id_);
}

void Registration::Release::operator()(Registration* registration) const noexcept {
  std::unique_ptr<Job> job(registration);
  if (!registration->callback_id_ || registration->ended_) return;
  if (Executor::OnWorker()) return job->Run();
  const auto lane = registration->connection_->lane();
  Executor::Get().Submit(lane, std::move(job));
}

ListenerToken::ListenerToken(Environment& environment, Napi::Function listener,
                             Napi::Function freed)
    : mailbox_(environment.mailbox()) {
  // Made now, since the destructor must not need memory.
  auto end = std::make_unique<libvirt::EndListener>();
  end->number = number_ = environment.AddListener(listener, freed);
  end_ = std::move(end);
}

ListenerToken::~ListenerToken() {
  if (end_) mailbox_->Post(std::move(end_));
}

Environment& Environment::Start(Napi::Env env) {
  auto environment = std::make_unique<Environment>(env);
  env.SetInstanceData(environment.get());
  current = environment.get();
  return *environment.release();
}

Environment* Environment::OfThread() { return current; }

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
  current = nullptr;
  self.mailbox_->Close();
  for (const auto& each : self.attempts_) {
    if (const auto attempt = each.attempt.lock()) attempt->Abandon();
  }
  self.attempts_.clear();
  self.registrations_.clear();
  self.listeners_.clear();
}

void Environment::Ref() {
  if (++refs_ == 1) mailbox_->KeepAlive(true);
}

void Environment::Unref() {
  if (--refs_ == 0) mailbox_->KeepAlive(false);
}

Napi::Value Environment::Wrap(Object::Pointer object) {
  auto handle = std::make_unique<JsHandle>(JsHandle{object->type(), std::move(object)});
  auto value = Napi::External<JsHandle>::New(env_, handle.get(),
                                             [handles = handles_](Napi::Env, JsHandle* collected) {
                                               handles->erase(collected);
                                               std::unique_ptr<JsHandle> owned(collected);
                                             });
  // From here on it is the value's.
  handles_->insert(handle.release());
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
  Listening listening;
  listening.listener = Napi::Persistent(listener);
  if (!freed.IsEmpty()) listening.freed = Napi::Persistent(freed);
  listeners_.emplace(token, std::move(listening));
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

void Environment::AddRegistration(Registration::Pointer registration) {
  // If the connection was freed meanwhile, the registration ends here.
  if (registration->connection()->is_freed()) return;
  registrations_.push_back(std::move(registration));
}

Registration::Pointer Environment::TakeRegistration(const Object::Pointer& connection,
                                                    const Registration::Deregister& deregister,
                                                    int callback_id) {
  const auto found =
      std::find_if(registrations_.begin(), registrations_.end(),
                   [&](const auto& each) { return each->Is(connection, deregister, callback_id); });
  if (found == registrations_.end()) return nullptr;
  std::swap(*found, registrations_.back());
  auto taken = std::move(registrations_.back());
  registrations_.pop_back();
  return taken;
}

void Environment::EndRegistrations(const Object::Pointer& connection) {
  const auto others =
      std::partition(registrations_.begin(), registrations_.end(),
                     [&](const auto& each) { return each->connection() != connection; });
  registrations_.erase(others, registrations_.end());
}

void Environment::AddAttempt(Napi::Promise promise, std::weak_ptr<Attempt> attempt) {
  const auto over = std::partition(attempts_.begin(), attempts_.end(),
                                   [](const auto& each) { return !each.attempt.expired(); });
  attempts_.erase(over, attempts_.end());
  attempts_.push_back({Napi::Reference<Napi::Promise>::New(promise), std::move(attempt)});
}

void Environment::Abandon(Napi::Value promise) {
  for (const auto& each : attempts_) {
    const auto attempt = each.attempt.lock();
    if (!attempt || !promise.StrictEquals(each.promise.Value())) continue;
    attempt->Abandon();
    return;
  }
}

}  // namespace libvirt
