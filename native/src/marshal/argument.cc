#include "marshal/argument.h"

#include <cmath>

namespace libvirt {

namespace {

constexpr double kMaxSafeInteger = 9007199254740991.0;

napi_valuetype TypeOf(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  return type;
}

}  // namespace

Argument Arguments::Next() {
  const auto end = names_.find(' ');
  const auto name = names_.substr(0, end);
  names_.remove_prefix(end == std::string_view::npos ? names_.size() : end + 1);
  return Argument(environment_, info_[index_++], name);
}

const Lane::Pointer& Arguments::CallLane() const {
  static const auto& library = *new Lane::Pointer(std::make_shared<Lane>());
  return lane ? lane : library;
}

bool Argument::IsNullish() const {
  const auto type = TypeOf(environment_.env(), value_);
  return type == napi_null || type == napi_undefined;
}

bool Argument::IsBoolean() const { return TypeOf(environment_.env(), value_) == napi_boolean; }

bool Argument::ReadBoolean() const {
  const napi_env env = environment_.env();
  if (TypeOf(env, value_) != napi_boolean) TypeError("must be a boolean");
  bool value = false;
  napi_get_value_bool(env, value_, &value);
  return value;
}

std::string Argument::ReadString() const {
  const napi_env env = environment_.env();
  if (TypeOf(env, value_) != napi_string) TypeError("must be a string");
  std::size_t length = 0;
  napi_get_value_string_utf8(env, value_, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value_, text.data(), length + 1, &length);
  if (text.find('\0') != std::string::npos) TypeError("must be a string without NUL characters");
  return text;
}

double Argument::ReadDouble() const {
  const napi_env env = environment_.env();
  if (TypeOf(env, value_) != napi_number) TypeError("must be a number");
  double value = 0;
  napi_get_value_double(env, value_, &value);
  return value;
}

std::vector<Argument> Argument::ReadArray() const {
  const Napi::Value value(environment_.env(), value_);
  if (!value.IsArray()) TypeError("must be an array");
  const auto array = value.As<Napi::Array>();
  const auto length = array.Length();
  std::vector<Argument> elements;
  elements.reserve(length);
  for (std::uint32_t index = 0; index < length; ++index) {
    elements.emplace_back(environment_, array.Get(index),
                          name_ + "[" + std::to_string(index) + "]");
  }
  return elements;
}

std::vector<std::string> Argument::ReadStrings() const {
  std::vector<std::string> strings;
  for (const auto& element : ReadArray()) strings.push_back(element.ReadString());
  return strings;
}

std::vector<std::uint8_t> Argument::ReadBytes() const {
  const Napi::Value value(environment_.env(), value_);
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    TypeError("must be a Uint8Array");
  }
  const auto array = value.As<Napi::Uint8Array>();
  return std::vector<std::uint8_t>(array.Data(), array.Data() + array.ByteLength());
}

std::vector<std::uint8_t> Argument::ReadBytesOf(std::size_t size) const {
  auto bytes = ReadBytes();
  if (bytes.size() != size) RangeError("must have " + std::to_string(size) + " bytes");
  return bytes;
}

Object::Pointer Argument::ReadHandle(const HandleClass& type) const {
  return ReadHandleToFree(type).object;
}

JsHandle& Argument::ReadHandleToFree(const HandleClass& type) const {
  JsHandle* handle = environment_.Unwrap(value_);
  if (!handle || &handle->type != &type) {
    const std::string rule = std::string("must be a ") + type.name + " of this thread";
    TypeError(rule.c_str());
  }
  if (!handle->object) TypeError("has been freed");
  return *handle;
}

Napi::Function Argument::ReadFunction() const {
  if (TypeOf(environment_.env(), value_) != napi_function) TypeError("must be a function");
  return Napi::Function(environment_.env(), value_);
}

std::uint32_t Argument::ReadFlags() const {
  if (TypeOf(environment_.env(), value_) == napi_bigint) return ReadInteger<std::uint32_t>();
  const double value = ReadWhole();
  if (value < std::numeric_limits<std::int32_t>::min() ||
      value > std::numeric_limits<std::uint32_t>::max()) {
    RangeError("must be a combination of flags of 32 bits");
  }
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(value));
}

std::int64_t Argument::ReadSigned(std::int64_t min, std::int64_t max) const {
  const napi_env env = environment_.env();
  std::int64_t value = 0;
  bool exact = true;
  if (TypeOf(env, value_) == napi_bigint) {
    napi_get_value_bigint_int64(env, value_, &value, &exact);
  } else {
    value = static_cast<std::int64_t>(ReadWhole());
  }
  if (!exact || value < min || value > max) {
    RangeError("must be between " + std::to_string(min) + " and " + std::to_string(max));
  }
  return value;
}

std::uint64_t Argument::ReadUnsigned(std::uint64_t max) const {
  const napi_env env = environment_.env();
  std::uint64_t value = 0;
  bool exact = true;
  if (TypeOf(env, value_) == napi_bigint) {
    napi_get_value_bigint_uint64(env, value_, &value, &exact);
  } else {
    const double whole = ReadWhole();
    exact = whole >= 0;
    if (exact) value = static_cast<std::uint64_t>(whole);
  }
  if (!exact || value > max) RangeError("must be between 0 and " + std::to_string(max));
  return value;
}

double Argument::ReadWhole() const {
  const double value = ReadDouble();
  if (std::trunc(value) != value || !std::isfinite(value)) RangeError("must be a whole number");
  if (std::abs(value) > kMaxSafeInteger) {
    RangeError("must be a bigint where a number is no longer exact");
  }
  return value;
}

void Argument::TypeError(const char* rule) const {
  throw Napi::TypeError::New(environment_.env(), name_ + " " + rule);
}

void Argument::RangeError(const std::string& rule) const {
  throw Napi::RangeError::New(environment_.env(), name_ + " " + rule);
}

}  // namespace libvirt
