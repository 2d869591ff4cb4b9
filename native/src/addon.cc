#include <napi.h>

#include <exception>

#include "call/table.h"
#include "generated/symbols.h"
#include "handwritten/close_callback.h"
#include "handwritten/connect.h"
#include "handwritten/cpu_stats.h"
#include "handwritten/events.h"
#include "handwritten/keep_alive.h"
#include "handwritten/secret_value.h"
#include "handwritten/stream.h"
#include "libvirt/environment.h"
#include "libvirt/library.h"
#include "runtime/executor.h"
#include "runtime/first_copy.h"

namespace libvirt {

namespace {

const Function kHandwritten[] = {
    {symbols::virConnectDomainEventDeregisterAny, "conn callbackID", kDomainEventDeregister},
    {symbols::virConnectDomainEventRegisterAny, "conn dom eventID callback freecb",
     kDomainEventRegister},
    {symbols::virConnectNetworkEventDeregisterAny, "conn callbackID", kNetworkEventDeregister},
    {symbols::virConnectNetworkEventRegisterAny, "conn net eventID callback freecb",
     kNetworkEventRegister},
    {symbols::virConnectNodeDeviceEventDeregisterAny, "conn callbackID",
     kNodeDeviceEventDeregister},
    {symbols::virConnectNodeDeviceEventRegisterAny, "conn dev eventID callback freecb",
     kNodeDeviceEventRegister},
    {symbols::virConnectOpen, "uri", kOpen},
    {symbols::virConnectOpenAuth, "uri auth flags", kOpenAuth},
    {symbols::virConnectOpenReadOnly, "uri", kOpenReadOnly},
    {symbols::virConnectRegisterCloseCallback, "conn cb", kRegisterCloseCallback},
    {symbols::virConnectSecretEventDeregisterAny, "conn callbackID", kSecretEventDeregister},
    {symbols::virConnectSecretEventRegisterAny, "conn secret eventID callback freecb",
     kSecretEventRegister},
    {symbols::virConnectSetKeepAlive, "conn interval count", kSetKeepAlive},
    {symbols::virConnectStoragePoolEventDeregisterAny, "conn callbackID",
     kStoragePoolEventDeregister},
    {symbols::virConnectStoragePoolEventRegisterAny, "conn pool eventID callback freecb",
     kStoragePoolEventRegister},
    {symbols::virDomainGetCPUStats, "domain start_cpu ncpus flags", kDomainGetCPUStats},
    {symbols::virSecretGetValue, "secret flags", kSecretGetValue},
    {symbols::virStreamAbort, "stream", kStreamAbort},
    {symbols::virStreamEventAddCallback, "stream events cb nbytes flags", kStreamEventAddCallback},
    {symbols::virStreamEventRemoveCallback, "stream", kStreamEventRemoveCallback},
    {symbols::virStreamEventUpdateCallback, "stream events", kStreamEventUpdateCallback},
    {symbols::virStreamFinish, "stream", kStreamFinish},
    {symbols::virStreamNew, "conn flags", kStreamNew},
    {symbols::virStreamRecv, "stream nbytes", kStreamRecv},
    {symbols::virStreamRecvFlags, "stream nbytes flags", kStreamRecvFlags},
    {symbols::virStreamSend, "stream data", kStreamSend},
};
const Table kTable(kHandwritten);

Napi::Value Call(const Napi::CallbackInfo& info) {
  const auto& function = *static_cast<const Function*>(info.Data());
  try {
    return function.invoke(Environment::Of(info.Env()), function, info);
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& exception) {
    // Out of memory or threads.
    throw Napi::Error::New(info.Env(), exception.what());
  }
}

void Ref(const Napi::CallbackInfo& info) { Environment::Of(info.Env()).Ref(); }
void Unref(const Napi::CallbackInfo& info) { Environment::Of(info.Env()).Unref(); }
void Abandon(const Napi::CallbackInfo& info) { Environment::Of(info.Env()).Abandon(info[0]); }
void StartLoadingLibvirt(const Napi::CallbackInfo&) { StartLoading(); }
void FinishLoadingLibvirt(const Napi::CallbackInfo&) { FinishLoading(); }
Napi::Value ThreadCount(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), Executor::Get().ThreadCount());
}

Napi::Object Register(Napi::Env env, Napi::Object exports) {
  // The first copy that was loaded serves all copies, in this thread and in the process.
  if (const auto* started = Environment::OfThread()) return started->exports.Value();
  if (const auto first = RegisterFirstCopy(env, exports)) return Napi::Object(env, first);
  auto& environment = Environment::Start(env);
  environment.exports = Napi::Persistent(exports);
  const auto define = [&](const char* name, Napi::Function function) { exports[name] = function; };
  Table::ForEach([&](const Function& function) {
    const auto name = function.symbol.name();
    define(name, Napi::Function::New<Call>(env, name, const_cast<Function*>(&function)));
  });
  // What TypeScript needs besides the functions of libvirt.
  define("startLoading", Napi::Function::New<StartLoadingLibvirt>(env, "startLoading"));
  define("finishLoading", Napi::Function::New<FinishLoadingLibvirt>(env, "finishLoading"));
  define("ref", Napi::Function::New<Ref>(env, "ref"));
  define("unref", Napi::Function::New<Unref>(env, "unref"));
  define("abandon", Napi::Function::New<Abandon>(env, "abandon"));
  define("threadCount", Napi::Function::New<ThreadCount>(env, "threadCount"));
  return exports;
}

}  // namespace

NODE_API_MODULE(libvirt, Register)

}  // namespace libvirt
