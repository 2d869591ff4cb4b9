// The kinds that most functions need. What a kind is: marshal/kind.h.
#pragma once

#include <array>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "generated/declarations.h"
#include "generated/handles.h"
#include "libvirt/object.h"
#include "marshal/argument.h"
#include "marshal/given.h"
#include "marshal/kind.h"
#include "marshal/value.h"

namespace libvirt {

// ---- Results --------------------------------------------------------------------------------

// Only success or failure.
struct Status : ResultKind {
  using C = int;
  static constexpr bool kGives = false;
  bool Check(int returned) { return returned >= 0; }
};

// The length of an array that another kind returns.
using Count = Status;

struct Number : ResultKind {
  using C = int;
  bool Check(int returned) {
    value_ = returned;
    return returned >= 0;
  }
  Napi::Value Give(Environment& environment) { return ToValue(environment.env(), value_); }

 protected:
  int value_ = 0;
};

struct Boolean : Number {
  Napi::Value Give(Environment& environment) {
    return Napi::Boolean::New(environment.env(), value_ != 0);
  }
};

// All bits set means that the domain is not running, unless there is an error.
struct DomainId : ResultKind {
  using C = unsigned int;
  bool Check(unsigned int returned) {
    if (returned != static_cast<unsigned int>(-1)) value_ = returned;
    return value_ || !Error::IsSet();
  }
  Napi::Value Give(Environment& environment) {
    return value_ ? ToValue(environment.env(), *value_) : environment.env().Undefined();
  }

 private:
  std::optional<unsigned int> value_;
};

template <typename T>
struct ZeroIsError : ResultKind {
  using C = T;
  bool Check(T returned) {
    value_ = returned;
    return returned != 0 || !Error::IsSet();
  }
  Napi::Value Give(Environment& environment) { return ToValue(environment.env(), value_); }

 private:
  T value_ = 0;
};

template <typename T>
struct MinusOneIsError : ResultKind {
  using C = T;
  bool Check(T returned) {
    value_ = returned;
    return returned != static_cast<T>(-1);
  }
  Napi::Value Give(Environment& environment) { return ToValue(environment.env(), value_); }

 private:
  T value_ = 0;
};

struct OwnedString : ResultKind {
  using C = char*;
  bool Check(char* returned) {
    value_.reset(returned);
    return returned;
  }
  Napi::Value Give(Environment& environment) {
    return Napi::String::New(environment.env(), value_.get());
  }

 private:
  OwnedMemory<char> value_;
};

// The string lives as long as the handle: copied on the calling thread.
struct OptionalBorrowedString : ResultKind {
  using C = const char*;
  bool Check(const char* returned) {
    if (returned) value_ = returned;
    return returned || !Error::IsSet();
  }
  Napi::Value Give(Environment& environment) {
    if (!value_) return environment.env().Null();
    return Napi::String::New(environment.env(), *value_);
  }

 protected:
  std::optional<std::string> value_;
};

struct BorrowedString : OptionalBorrowedString {
  bool Check(const char* returned) {
    OptionalBorrowedString::Check(returned);
    return returned;
  }
};

// A new reference, which the caller owns.
template <typename T>
struct New : ResultKind {
  using C = T*;
  void UseLane(const Lane::Pointer& lane) { lane_ = lane; }
  bool Check(T* returned) {
    if (returned) object_ = Object::Adopt(kHandleClass<T>, returned, lane_);
    return returned;
  }
  Napi::Value Give(Environment& environment) { return environment.Wrap(std::move(object_)); }

 private:
  Lane::Pointer lane_;
  Object::Pointer object_;
};

// ---- Parameters -----------------------------------------------------------------------------

// What most functions take is read apart from the templates, of which there are hundreds.

class HandleKind : public InputKind {
 protected:
  void ReadAs(const HandleClass& type, Arguments& arguments);
  void* get() const { return object_ ? object_->get() : nullptr; }

 private:
  Object::Pointer object_;
};

template <typename T>
struct Handle : HandleKind {
  using Parameters = std::tuple<T*>;
  void Read(Arguments& arguments) { ReadAs(kHandleClass<T>, arguments); }
  Parameters Pass() { return {static_cast<T*>(get())}; }
};

template <typename T>
struct OptionalHandle : Handle<T> {
  void Read(Arguments& arguments) {
    if (!arguments.Peek().IsNullish()) {
      Handle<T>::Read(arguments);
    } else {
      arguments.Next();
    }
  }
};

template <typename T>
struct In : InputKind {
  using Parameters = std::tuple<T>;
  void Read(Arguments& arguments) { value_ = arguments.Next().ReadInteger<T>(); }
  Parameters Pass() { return {value_}; }

 protected:
  T value_ = 0;
};

struct NonNegative : In<int> {
  void Read(Arguments& arguments) {
    value_ = static_cast<int>(arguments.Next().ReadInteger<unsigned int>(INT_MAX));
  }
};

struct InBoolean : InputKind {
  using Parameters = std::tuple<int>;
  void Read(Arguments& arguments) { value_ = arguments.Next().ReadBoolean(); }
  Parameters Pass() { return {value_ ? 1 : 0}; }

 private:
  bool value_ = false;
};

struct Flags : InputKind {
  using Parameters = std::tuple<unsigned int>;
  void Read(Arguments& arguments);
  Parameters Pass() { return {value_}; }

 private:
  unsigned int value_ = 0;
};

struct String : InputKind {
  using Parameters = std::tuple<const char*>;
  void Read(Arguments& arguments);
  Parameters Pass() { return {value_.c_str()}; }

 private:
  std::string value_;
};

struct OptionalString : InputKind {
  using Parameters = std::tuple<const char*>;
  void Read(Arguments& arguments);
  Parameters Pass() { return {value_ ? value_->c_str() : nullptr}; }

 private:
  std::optional<std::string> value_;
};

struct Strings : InputKind {
  using Parameters = std::tuple<const char**, unsigned int>;
  void Read(Arguments& arguments) {
    values_ = arguments.Next().ReadStrings();
    for (const auto& value : values_) pointers_.push_back(value.c_str());
  }
  Parameters Pass() { return {pointers_.data(), static_cast<unsigned int>(pointers_.size())}; }

 private:
  std::vector<std::string> values_;
  std::vector<const char*> pointers_;
};

struct Uuid : InputKind {
  using Parameters = std::tuple<const unsigned char*>;
  void Read(Arguments& arguments) { value_ = arguments.Next().ReadBytesOf(VIR_UUID_BUFLEN); }
  Parameters Pass() { return {value_.data()}; }

 private:
  std::vector<std::uint8_t> value_;
};

// One bit per host CPU; the lowest bit of the first byte is CPU 0.
struct CpuMap : InputKind {
  using Parameters = std::tuple<unsigned char*, int>;
  void Read(Arguments& arguments) { value_ = arguments.Next().ReadBytes(); }
  Parameters Pass() { return {value_.data(), static_cast<int>(value_.size())}; }

 private:
  std::vector<std::uint8_t> value_;
};

// An output that JavaScript does not need: passes NULL.
template <typename Pointer>
struct Null : ParameterKind {
  using Parameters = std::tuple<Pointer>;
  void Read(Arguments&) {}
  Parameters Pass() { return {nullptr}; }
};

template <typename T>
struct Out : OutputKind {
  using Parameters = std::tuple<T*>;
  Parameters Pass() { return {&value_}; }
  Napi::Value Give(Environment& environment) { return ToValue(environment.env(), value_); }

 private:
  T value_ = 0;
};

struct OutBoolean : OutputKind {
  using Parameters = std::tuple<int*>;
  Parameters Pass() { return {&value_}; }
  Napi::Value Give(Environment& environment) {
    return Napi::Boolean::New(environment.env(), value_ != 0);
  }

 private:
  int value_ = 0;
};

struct OutUuid : OutputKind {
  using Parameters = std::tuple<unsigned char*>;
  Parameters Pass() { return {value_.data()}; }
  Napi::Value Give(Environment& environment) {
    auto bytes = Napi::Uint8Array::New(environment.env(), value_.size());
    std::memcpy(bytes.Data(), value_.data(), value_.size());
    return bytes;
  }

 private:
  std::array<unsigned char, VIR_UUID_BUFLEN> value_{};
};

struct OutUuidString : OutputKind {
  using Parameters = std::tuple<char*>;
  Parameters Pass() { return {value_.data()}; }
  Napi::Value Give(Environment& environment) {
    return Napi::String::New(environment.env(), value_.data());
  }

 private:
  std::array<char, VIR_UUID_STRING_BUFLEN> value_{};
};

struct OutString : OutputKind {
  using Parameters = std::tuple<char**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int) { value_.reset(raw_); }
  Napi::Value Give(Environment& environment) {
    if (!value_) return environment.env().Null();
    return Napi::String::New(environment.env(), value_.get());
  }

 private:
  char* raw_ = nullptr;
  OwnedMemory<char> value_;
};

// The fields of a struct, in order.
template <typename Struct>
struct OutStruct : OutputKind {
  using Parameters = std::tuple<Struct*>;
  Parameters Pass() { return {&value_}; }
  Napi::Value Give(Environment& environment) {
    return ToArray(environment.env(), Fields<Struct>::Of(value_));
  }

 protected:
  Struct value_{};
};

template <typename Struct>
struct OutSizedStruct : OutStruct<Struct> {
  using Parameters = std::tuple<Struct*, std::size_t>;
  Parameters Pass() { return {&this->value_, sizeof(Struct)}; }
};

// An array that libvirt allocates, of new references. The NULL at its end counts, not the result,
// which the client library takes from the daemon.
template <typename T>
struct OutHandles : OutputKind {
  using Parameters = std::tuple<T***>;
  void UseLane(const Lane::Pointer& lane) { lane_ = lane; }
  Parameters Pass() { return {&raw_}; }
  void Take(int) {
    Rest rest(raw_);
    objects_.reserve(rest.size());
    while (rest.size() > 0) {
      objects_.push_back(Object::Adopt(kHandleClass<T>, rest.TakeOne(), lane_));
    }
  }
  Napi::Value Give(Environment& environment) {
    auto array = Napi::Array::New(environment.env(), objects_.size());
    for (std::uint32_t index = 0; index < objects_.size(); ++index) {
      array[index] = environment.Wrap(std::move(objects_[index]));
    }
    return array;
  }

 private:
  // The references that have no owner yet.
  class Rest {
   public:
    explicit Rest(T** array) : array_(array), next_(array), end_(array + LengthOf(array)) {}
    ~Rest() {
      while (size() > 0) kHandleClass<T>.release(TakeOne());
    }
    std::size_t size() const { return end_ - next_; }
    T* TakeOne() { return *next_++; }

   private:
    const OwnedMemory<T*> array_;
    T** next_;
    T** const end_;
  };

  Lane::Pointer lane_;
  T** raw_ = nullptr;
  std::vector<Object::Pointer> objects_;
};

// JS thread.
inline Napi::Value ToStrings(Napi::Env env, char* const* strings, std::size_t count) {
  auto array = Napi::Array::New(env, count);
  for (std::uint32_t index = 0; index < count; ++index) {
    array[index] = Napi::String::New(env, strings[index]);
  }
  return array;
}

// Strings that libvirt allocates, in an array that it allocates too and ends with NULL. The NULL
// counts: virConnectGetCPUModelNames returns the number that the daemon sends.
struct OutStrings : OutputKind {
  using Parameters = std::tuple<char***>;
  OutStrings() = default;
  OutStrings(const OutStrings&) = delete;
  OutStrings& operator=(const OutStrings&) = delete;
  ~OutStrings() {
    for (std::size_t index = 0; index < count_; ++index) std::free(strings_.get()[index]);
  }
  Parameters Pass() { return {&raw_}; }
  void Take(int) {
    strings_.reset(raw_);
    count_ = LengthOf(raw_);
  }
  Napi::Value Give(Environment& environment) {
    return ToStrings(environment.env(), strings_.get(), count_);
  }

 private:
  char** raw_ = nullptr;
  OwnedMemory<char*> strings_;
  std::size_t count_ = 0;
};

// An array of the caller. If it is full, it may have been too short: the call is repeated with a
// longer one. The client library refuses more items than the array has space for.
template <typename T>
class GrowingBuffer {
 public:
  T* data() { return items_.data(); }
  int size() const { return static_cast<int>(items_.size()); }
  bool IsFull(int count) const { return count >= size(); }
  void Grow() { items_.assign(items_.size() * 2, T{}); }

 private:
  std::vector<T> items_ = std::vector<T>(64);
};

struct OutNames : OutputKind {
  using Parameters = std::tuple<char**, int>;
  OutNames() = default;
  OutNames(const OutNames&) = delete;
  OutNames& operator=(const OutNames&) = delete;
  ~OutNames() { FreeAll(); }
  Parameters Pass() { return {buffer_.data(), buffer_.size()}; }
  bool Again(int count) {
    if (!buffer_.IsFull(count)) return false;
    FreeAll();
    buffer_.Grow();
    return true;
  }
  void Take(int count) { count_ = LengthOf(buffer_.data(), Bounded(count, buffer_.size())); }
  Napi::Value Give(Environment& environment) {
    return ToStrings(environment.env(), buffer_.data(), count_);
  }

 private:
  void FreeAll() {
    for (int index = 0; index < buffer_.size(); ++index) {
      std::free(std::exchange(buffer_.data()[index], nullptr));
    }
  }

  GrowingBuffer<char*> buffer_;
  std::size_t count_ = 0;
};

template <typename T>
struct OutNumbers : OutputKind {
  using Parameters = std::tuple<T*, int>;
  Parameters Pass() { return {buffer_.data(), buffer_.size()}; }
  bool Again(int count) {
    if (!buffer_.IsFull(count)) return false;
    buffer_.Grow();
    return true;
  }
  void Take(int count) { count_ = Bounded(count, buffer_.size()); }
  Napi::Value Give(Environment& environment) {
    auto array = Napi::Array::New(environment.env(), count_);
    for (std::uint32_t index = 0; index < count_; ++index) {
      array[index] = ToValue(environment.env(), buffer_.data()[index]);
    }
    return array;
  }

 private:
  GrowingBuffer<T> buffer_;
  std::size_t count_ = 0;
};

}  // namespace libvirt
