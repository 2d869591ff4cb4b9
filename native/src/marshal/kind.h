// The contract of kinds.
//
// A kind is a class that converts one result, or one or more parameters, of a C function between
// JavaScript and C. The generated table names the kinds of each function, such as
//
//   Async<decltype(virDomainSetMemory), Status, Handle<virDomain>, In<unsigned long>>()
//
// and Signature (call/call.h) holds one object of each for one call. It calls their members in this
// order. "Worker" is the JavaScript thread for a Sync function, so no member may wait there.
//
//   thread  parameters                      result
//   JS      void Read(Arguments&)                                copies and checks arguments
//   JS      void UseLane(lane)              void UseLane(lane)   the lane of handles to come
//   worker  Parameters Pass()                                    what C is called with
//   worker  bool Again(int returned)                             whether to call once more
//   worker                                  bool Check(C)        keeps the result; false: failed
//   worker  void Take(int returned)                              takes what libvirt allocated
//   JS      Napi::Value Give(Environment&)  the same             makes the JavaScript value
//   any     destructor                      destructor           frees what was not given
//
// - `Parameters` is a std::tuple of C parameters, `C` the C type of the result. The compiler
//   compares them all with what libvirt declares.
// - `returned` is the function's result if that is an int, and otherwise 0. Again is asked after
//   each call, also a failed one, until a kind returns true. Take is called once, and only after
//   Check has returned true.
// - Give exists only if kGives is true. It is called once, and only if the call succeeded. Several
//   values become an array, with the result first.
// - A kind owns what Read copied, and from Take or Check on what libvirt allocated. What Give has
//   not passed on, the destructor frees. The environment may end at any time; then Give is never
//   called, and the destructor runs on the thread that drops the call. So a kind keeps no
//   JavaScript value.
// - Read and Give may throw a Napi::Error, which JavaScript gets, and std::bad_alloc. Pass, Again,
//   Check and Take may throw std::bad_alloc, and do not touch JavaScript. A destructor never
//   throws.
//
// CheckParameterKind and CheckResultKind have the compiler hold every kind to it.
#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace Napi {
class Value;
}

namespace libvirt {

class Arguments;
class Environment;
class Lane;

// ---- Bases, with the members that most kinds leave as they are --------------------------------

struct ResultKind {
  static constexpr bool kGives = true;
  void UseLane(const std::shared_ptr<Lane>&) {}
};

struct ParameterKind {
  static constexpr bool kGives = false;
  void UseLane(const std::shared_ptr<Lane>&) {}
  bool Again(int) { return false; }
  void Take(int) {}
};

// A value that JavaScript passes.
struct InputKind : ParameterKind {};

// A value that the C function stores where a parameter points.
struct OutputKind : ParameterKind {
  static constexpr bool kGives = true;
  void Read(Arguments&) {}
};

// ---- Checks -----------------------------------------------------------------------------------

namespace contract {

struct Missing {};

template <template <typename> class Member, typename Kind, typename = void>
struct TypeOf {
  using type = Missing;
};
template <template <typename> class Member, typename Kind>
struct TypeOf<Member, Kind, std::void_t<Member<Kind>>> {
  using type = Member<Kind>;
};

// Whether a kind has a member, and whether an expression with it is of this type.
template <template <typename> class Member, typename Kind>
inline constexpr bool kHas = !std::is_same_v<typename TypeOf<Member, Kind>::type, Missing>;
template <template <typename> class Member, typename Kind, typename Type>
inline constexpr bool kIs = std::is_same_v<typename TypeOf<Member, Kind>::type, Type>;

template <typename Kind>
using Parameters = typename Kind::Parameters;
template <typename Kind>
using C = typename Kind::C;
template <typename Kind>
using Gives = decltype(Kind::kGives);
template <typename Kind>
using UseLane = decltype(std::declval<Kind&>().UseLane(std::declval<std::shared_ptr<Lane>&>()));
template <typename Kind>
using Read = decltype(std::declval<Kind&>().Read(std::declval<Arguments&>()));
template <typename Kind>
using Pass = decltype(std::declval<Kind&>().Pass());
template <typename Kind>
using Again = decltype(std::declval<Kind&>().Again(0));
template <typename Kind>
using Check = decltype(std::declval<Kind&>().Check(std::declval<typename Kind::C>()));
template <typename Kind>
using Take = decltype(std::declval<Kind&>().Take(0));
template <typename Kind>
using Give = decltype(std::declval<Kind&>().Give(std::declval<Environment&>()));

// A tuple of what C can take: no references, no classes with constructors.
template <typename Tuple>
inline constexpr bool kAreParameters = false;
template <typename... P>
inline constexpr bool kAreParameters<std::tuple<P...>> =
    sizeof...(P) > 0 && (std::is_scalar_v<P> && ...);

template <typename Kind>
constexpr void CheckAnyKind() {
  static_assert(std::is_default_constructible_v<Kind>,
                "a kind needs a default constructor: Signature makes one for each call");
  static_assert(std::is_nothrow_destructible_v<Kind>,
                "the destructor of a kind must not throw: it may run on any thread");
  static_assert(kIs<UseLane, Kind, void>,
                "a kind needs void UseLane(const Lane::Pointer&), as ResultKind and ParameterKind "
                "have it");
  static_assert(kIs<Gives, Kind, const bool>,
                "a kind needs static constexpr bool kGives, as ResultKind, InputKind and "
                "OutputKind have it");
  if constexpr (kHas<Gives, Kind>) {
    static_assert(!Kind::kGives || kIs<Give, Kind, Napi::Value>,
                  "a kind with kGives needs Napi::Value Give(Environment&)");
    static_assert(Kind::kGives || !kHas<Give, Kind>,
                  "a kind without kGives has a Give that is never called: derive it from "
                  "OutputKind or ResultKind");
  }
}

}  // namespace contract

// Both return true, or fail to compile with what is wrong with the kind that the compiler names.

template <typename Kind>
constexpr bool CheckParameterKind() {
  using namespace contract;
  CheckAnyKind<Kind>();
  static_assert(kAreParameters<typename TypeOf<Parameters, Kind>::type>,
                "a kind of parameter needs Parameters, a std::tuple of plain C types");
  static_assert(kIs<Read, Kind, void>, "a kind of parameter needs void Read(Arguments&)");
  static_assert(kIs<Pass, Kind, typename TypeOf<Parameters, Kind>::type>,
                "a kind of parameter needs Parameters Pass()");
  static_assert(kIs<Again, Kind, bool>,
                "a kind of parameter needs bool Again(int), as ParameterKind has it");
  static_assert(kIs<Take, Kind, void>,
                "a kind of parameter needs void Take(int), as ParameterKind has it");
  return true;
}

template <typename Kind>
constexpr bool CheckResultKind() {
  using namespace contract;
  CheckAnyKind<Kind>();
  static_assert(!kHas<Parameters, Kind>,
                "the first kind of a function is that of its result, and this one is a kind of "
                "parameter");
  static_assert(kHas<C, Kind>, "a kind of result needs C, the type that the C function returns");
  static_assert(kIs<Check, Kind, bool>, "a kind of result needs bool Check(C)");
  return true;
}

}  // namespace libvirt
