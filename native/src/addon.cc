#include <napi.h>

#include <exception>

#include "generated/symbols.h"
#include "manual/close_callback.h"
#include "manual/connect.h"
#include "manual/cpu_stats.h"
#include "manual/events.h"
#include "manual/keep_alive.h"
#include "manual/secret_value.h"
#include "manual/stream.h"
#include "runtime/environment.h"
#include "runtime/executor.h"
#include "runtime/table.h"

namespace libvirt {

namespace {

const Function kHandWritten[] = {
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
const Table kTable(kHandWritten);

void Define(Napi::Object exports, const Function& function) {
  auto call = [](const Napi::CallbackInfo& info) {
    const auto& function = *static_cast<const Function*>(info.Data());
    try {
      return function.invoke(Environment::Of(info.Env()), function, info);
    } catch (const Napi::Error&) {
      throw;
    } catch (const std::exception& exception) {
      // No memory, or no more threads.
      throw Napi::Error::New(info.Env(), exception.what());
    }
  };
  exports[function.symbol.name()] = Napi::Function::New(exports.Env(), call, function.symbol.name(),
                                                        const_cast<Function*>(&function));
}

// What TypeScript needs beside the functions of libvirt.
void DefineRuntime(Napi::Object exports) {
  const auto env = exports.Env();
  exports["hold"] = Napi::Function::New(
      env, [](const Napi::CallbackInfo& info) { Environment::Of(info.Env()).Hold(); }, "hold");
  exports["unhold"] = Napi::Function::New(
      env, [](const Napi::CallbackInfo& info) { Environment::Of(info.Env()).Unhold(); }, "unhold");
  exports["threadCount"] = Napi::Function::New(
      env,
      [](const Napi::CallbackInfo& info) {
        return Napi::Number::New(info.Env(), Executor::Get().ThreadCount());
      },
      "threadCount");
}

// The addon is a function, for what ends with this environment only JavaScript knows: the process,
// or a worker thread of it.
Napi::Value Initialize(const Napi::CallbackInfo& info) {
  const auto env = info.Env();
  // The ESM and the CommonJS copy of a package share what was loaded first.
  if (auto* started = env.GetInstanceData<Environment>()) return started->exports.Value();
  auto& environment = Environment::Start(env, info[0].ToBoolean());
  auto exports = Napi::Object::New(env);
  environment.exports = Napi::Persistent(exports);
  Table::ForEach([&](const Function& function) { Define(exports, function); });
  DefineRuntime(exports);
  return exports;
}

Napi::Object Register(Napi::Env env, Napi::Object exports) {
  exports["initialize"] = Napi::Function::New(env, Initialize, "initialize");
  return exports;
}

}  // namespace

NODE_API_MODULE(libvirt, Register)

}  // namespace libvirt
