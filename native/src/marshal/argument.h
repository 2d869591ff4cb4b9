#pragma once

#include <napi.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "libvirt/environment.h"
#include "libvirt/object.h"

namespace libvirt {

// One argument of a call from JavaScript. Every reader throws a TypeError or RangeError that names
// the argument. JS thread.
class Argument {
 public:
  Argument(Environment& environment, napi_value value, std::string_view name)
      : environment_(environment), value_(value), name_(name) {}

  // The same value under another name.
  Argument Named(std::string_view name) const { return Argument(environment_, value_, name); }

  bool IsNullish() const;
  bool IsBoolean() const;
  bool ReadBoolean() const;
  std::string ReadString() const;
  double ReadDouble() const;
  // The elements of an array, each named by its index.
  std::vector<Argument> ReadArray() const;
  std::vector<std::string> ReadStrings() const;
  template <typename Integer>
  std::vector<Integer> ReadIntegers() const {
    std::vector<Integer> integers;
    for (const auto& element : ReadArray()) integers.push_back(element.ReadInteger<Integer>());
    return integers;
  }
  std::vector<std::uint8_t> ReadBytes() const;
  std::vector<std::uint8_t> ReadBytesOf(std::size_t size) const;
  Object::Pointer ReadHandle(const HandleClass& type) const;
  JsHandle& ReadHandleToFree(const HandleClass& type) const;
  Napi::Function ReadFunction() const;

  // Flags may have bit 31 set, which makes them negative in JavaScript's bitwise operators.
  std::uint32_t ReadFlags() const;

  template <typename Integer>
  Integer ReadInteger(Integer max = std::numeric_limits<Integer>::max()) const {
    if constexpr (std::is_signed_v<Integer>) {
      return static_cast<Integer>(ReadSigned(std::numeric_limits<Integer>::min(), max));
    } else {
      return static_cast<Integer>(ReadUnsigned(max));
    }
  }

  [[noreturn]] void TypeError(const char* rule) const;
  [[noreturn]] void RangeError(const std::string& rule) const;

 private:
  std::int64_t ReadSigned(std::int64_t min, std::int64_t max) const;
  std::uint64_t ReadUnsigned(std::uint64_t max) const;
  // A whole number that a double represents exactly, or throws.
  double ReadWhole() const;

  Environment& environment_;
  const napi_value value_;
  const std::string name_;
};

// The arguments of a call, in order.
class Arguments {
 public:
  // `names` are the names of the C parameters, separated by spaces.
  Arguments(Environment& environment, const Napi::CallbackInfo& info, std::string_view names)
      : environment_(environment), info_(info), names_(names) {}

  Argument Next();
  // The next argument, without consuming it.
  Argument Peek() const { return Arguments(*this).Next(); }

  // The lane of the connection that the call belongs to: that of the first handle.
  Lane::Pointer lane;
  // The lane of the connection that its results belong to, if the call names one.
  Lane::Pointer result_lane;

  // The lane in which the call is made: calls that belong to no connection share one.
  const Lane::Pointer& CallLane() const;
  // The lane of the handles that the call returns.
  const Lane::Pointer& ResultLane() const { return result_lane ? result_lane : CallLane(); }

 private:
  Environment& environment_;
  const Napi::CallbackInfo& info_;
  std::string_view names_;
  std::size_t index_ = 0;
};

}  // namespace libvirt
