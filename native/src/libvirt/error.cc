#include "libvirt/error.h"

#include "generated/symbols.h"

namespace libvirt {

namespace {

std::optional<std::string> Copy(const char* text) {
  return text ? std::optional<std::string>(text) : std::nullopt;
}

std::string Release(unsigned long version) {
  return std::to_string(version / 1000000) + "." + std::to_string(version / 1000 % 1000) + "." +
         std::to_string(version % 1000);
}

}  // namespace

bool Error::IsSet() { return symbols::virGetLastError() != nullptr; }

Error Error::Take() {
  Error error;
  if (const virError* last = symbols::virGetLastError()) {
    error.code = last->code;
    error.domain = last->domain;
    error.level = last->level;
    if (last->message) error.message = last->message;
    error.str1 = Copy(last->str1);
    error.str2 = Copy(last->str2);
    error.str3 = Copy(last->str3);
    error.int1 = last->int1;
    error.int2 = last->int2;
    symbols::virResetLastError();
  } else {
    error = Internal("the call failed, but libvirt reported no error");
  }
  return error;
}

void Error::NoteConnection(const Lane::Connection& connection) {
  if (!connection.handle) return;
  const int alive = connection.is_alive(connection.handle);
  disconnected = alive == 0;
  if (alive < 0) symbols::virResetLastError();
}

Error Error::Internal(std::string message) {
  Error error;
  error.code = VIR_ERR_INTERNAL_ERROR;
  error.level = VIR_ERR_ERROR;
  error.message = std::move(message);
  return error;
}

Error Error::Unavailable(SymbolBase& symbol) {
  Error error;
  error.code = VIR_ERR_NO_SUPPORT;
  error.level = VIR_ERR_ERROR;
  LoadFailure failure;
  if (!OpenLibrary(symbol.library(), &failure)) {
    error.message = std::string(symbol.name()) + " needs " + failure.library;
    error.missing = std::move(failure);
  } else {
    error.message = std::string(symbol.name()) + " needs libvirt " + Release(symbol.since()) +
                    " or newer; this is libvirt " + Release(LibraryVersion());
  }
  return error;
}

Napi::Value Error::ToRecord(Napi::Env env) const {
  auto text = [env](const std::optional<std::string>& value) -> Napi::Value {
    return value ? Napi::Value(Napi::String::New(env, *value)) : env.Undefined();
  };
  auto record = Napi::Object::New(env);
  record["code"] = Napi::Number::New(env, code);
  record["domain"] = Napi::Number::New(env, domain);
  record["level"] = Napi::Number::New(env, level);
  record["message"] = Napi::String::New(env, message);
  record["str1"] = text(str1);
  record["str2"] = text(str2);
  record["str3"] = text(str3);
  record["int1"] = Napi::Number::New(env, int1);
  record["int2"] = Napi::Number::New(env, int2);
  if (disconnected) record["disconnected"] = Napi::Boolean::New(env, true);
  if (missing) {
    auto tried = Napi::Array::New(env, missing->tried.size());
    for (std::uint32_t index = 0; index < missing->tried.size(); ++index) {
      tried[index] = Napi::String::New(env, missing->tried[index]);
    }
    record["library"] = Napi::String::New(env, missing->library);
    record["tried"] = tried;
  }
  return record;
}

}  // namespace libvirt
