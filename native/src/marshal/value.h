#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <type_traits>

namespace libvirt {

// C values as JavaScript values, by type and never by value: a 64-bit C type is a bigint, whatever
// the value. JS thread.
template <typename T>
Napi::Value ToValue(Napi::Env env, const T& value) {
  if constexpr (std::is_same_v<T, long long>) {
    return Napi::BigInt::New(env, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_same_v<T, unsigned long long> || std::is_same_v<T, unsigned long>) {
    return Napi::BigInt::New(env, static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_array_v<T>) {
    // A string in a fixed-size array; the last byte may not be NUL.
    return Napi::String::New(env, value, strnlen(value, sizeof(value)));
  } else {
    return Napi::Number::New(env, value);
  }
}

// Several values as an array.
template <typename... T>
Napi::Value ToArray(Napi::Env env, const std::tuple<T...>& values) {
  auto array = Napi::Array::New(env, sizeof...(T));
  std::uint32_t index = 0;
  std::apply([&](const auto&... value) { ((array[index++] = ToValue(env, value)), ...); }, values);
  return array;
}

}  // namespace libvirt
