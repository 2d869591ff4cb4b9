#pragma once

#include <cstdint>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "call/pending.h"
#include "call/table.h"
#include "marshal/argument.h"
#include "marshal/kind.h"

namespace libvirt {

// Both set the error and return false. Apart from the templates, of which there are hundreds.
bool RefuseUnavailable(SymbolBase& symbol, Error& error);
bool RefuseFailed(Error& error);

// One call of a C function, made of the kinds of its result and its parameters (marshal/kind.h).
// Functions that are alike share one instance of the template.
template <typename Result, typename... Kinds>
class Signature {
  static_assert(CheckResultKind<Result>() && (CheckParameterKind<Kinds>() && ...));

 public:
  using Parameters = decltype(std::tuple_cat(std::declval<typename Kinds::Parameters>()...));
  template <typename Tuple>
  struct Of;
  template <typename... P>
  struct Of<std::tuple<P...>> {
    using type = typename Result::C(P...);
  };
  using C = typename Of<Parameters>::type;

  // JS thread. Throws if an argument is wrong.
  void Read(Arguments& arguments) {
    std::apply([&](auto&... kind) { (kind.Read(arguments), ...); }, kinds_);
  }

  // Any thread.
  bool Call(SymbolBase& symbol, Error& error) {
    auto* function = reinterpret_cast<C*>(symbol.Find());
    if (!function) return RefuseUnavailable(symbol, error);
    typename Result::C returned;
    bool again;
    do {
      returned = std::apply(
          [&](auto&... kind) { return std::apply(function, std::tuple_cat(kind.Pass()...)); },
          kinds_);
      const int count = Count(returned);
      again = std::apply([&](auto&... kind) { return (kind.Again(count) || ...); }, kinds_);
    } while (again);
    if (!result_.Check(returned)) return RefuseFailed(error);
    std::apply([&](auto&... kind) { (kind.Take(Count(returned)), ...); }, kinds_);
    return true;
  }

  // JS thread. Returns undefined, the one value, or an array with the result first.
  Napi::Value Give(Environment& environment) {
    constexpr std::uint32_t kGiven = (Result::kGives + ... + Kinds::kGives);
    if constexpr (kGiven == 0) {
      return environment.env().Undefined();
    } else {
      Napi::Value given[kGiven];
      std::uint32_t index = 0;
      auto give = [&](auto& kind) {
        if constexpr (std::decay_t<decltype(kind)>::kGives) given[index++] = kind.Give(environment);
      };
      give(result_);
      std::apply([&](auto&... kind) { (give(kind), ...); }, kinds_);
      if constexpr (kGiven == 1) return given[0];
      auto array = Napi::Array::New(environment.env(), kGiven);
      for (index = 0; index < kGiven; ++index) array[index] = given[index];
      return array;
    }
  }

  void UseLane(const Lane::Pointer& lane) {
    result_.UseLane(lane);
    std::apply([&](auto&... kind) { (kind.UseLane(lane), ...); }, kinds_);
  }

 private:
  static int Count(int returned) { return returned; }
  template <typename Other>
  static int Count(const Other&) {
    return 0;
  }

  Result result_;
  std::tuple<Kinds...> kinds_;
};

template <typename... Kinds>
class Call final : public Pending {
 public:
  static Napi::Value Invoke(Environment& environment, const Function& function,
                            const Napi::CallbackInfo& info) {
    auto call = std::make_unique<Call>(function.symbol);
    Arguments arguments(environment, info, function.arguments);
    call->signature_.Read(arguments);
    call->signature_.UseLane(arguments.ResultLane());
    return Start(environment, arguments.CallLane(), std::move(call));
  }

  static Napi::Value InvokeHere(Environment& environment, const Function& function,
                                const Napi::CallbackInfo& info) {
    Signature<Kinds...> signature;
    Arguments arguments(environment, info, function.arguments);
    signature.Read(arguments);
    Error error;
    if (!signature.Call(function.symbol, error)) {
      throw Napi::Error(environment.env(), error.ToRecord(environment.env()));
    }
    return signature.Give(environment);
  }

  explicit Call(SymbolBase& symbol) : symbol_(symbol) {}

  Wait wait() const override { return symbol_.wait(); }

 private:
  bool Execute() override { return signature_.Call(symbol_, error_); }
  Napi::Value Result(Environment& environment) override { return signature_.Give(environment); }

  SymbolBase& symbol_;
  Signature<Kinds...> signature_;
};

// Runs on a worker thread, and returns a promise.
template <typename C, typename... Kinds>
constexpr Invoker Async() {
  static_assert(std::is_same_v<C, typename Signature<Kinds...>::C>, "not what libvirt declares");
  return &Call<Kinds...>::Invoke;
}

// Runs on the calling thread: for functions that only read the handle.
template <typename C, typename... Kinds>
constexpr Invoker Sync() {
  static_assert(std::is_same_v<C, typename Signature<Kinds...>::C>, "not what libvirt declares");
  return &Call<Kinds...>::InvokeHere;
}

// Releases the reference of a handle, once the calls in flight on it have ended.
template <typename T>
constexpr Invoker Release() {
  return [](Environment& environment, const Function& function, const Napi::CallbackInfo& info) {
    Arguments arguments(environment, info, function.arguments);
    return ReleaseHandle(environment, arguments.Next().ReadHandleToFree(kHandleClass<T>));
  };
}

Napi::Value ReleaseHandle(Environment& environment, JsHandle& handle);

}  // namespace libvirt
