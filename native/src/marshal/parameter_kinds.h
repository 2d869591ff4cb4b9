// Kinds of typed parameters and statistics.
#pragma once

#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "generated/symbols.h"
#include "marshal/kinds.h"
#include "marshal/packed.h"
#include "runtime/executor.h"

namespace libvirt {

// Reads names, types and values, and checks each value by its type.
std::vector<virTypedParameter> ReadTypedParameters(const Argument& argument, std::size_t most,
                                                   std::vector<std::string>& strings);

// At most as many as the protocol carries: if the client library refuses more, it frees
// uninitialised memory and crashes.
template <typename Length, int most>
struct TypedParams : InputKind {
  using Parameters = std::tuple<virTypedParameterPtr, Length>;
  void Read(Arguments& arguments) {
    parameters_ = ReadTypedParameters(arguments.Next(), most, strings_);
  }
  Parameters Pass() { return {parameters_.data(), static_cast<Length>(parameters_.size())}; }

 private:
  std::vector<virTypedParameter> parameters_;
  std::vector<std::string> strings_;  // the parameters point to these
};

struct PackedKind : OutputKind {
  Napi::Value Give(Environment& environment) { return packed_.Give(environment); }

 protected:
  Packed packed_;
};

// An array that libvirt allocates, with its real length: the client library refuses more parameters
// than the protocol allows.
template <typename Length>
struct OutTypedParams : PackedKind {
  using Parameters = std::tuple<virTypedParameterPtr*, Length*>;
  ~OutTypedParams() {
    if (parameters_) symbols::virTypedParamsFree(parameters_, static_cast<int>(length_));
  }
  Parameters Pass() { return {&parameters_, &length_}; }
  void Take(int) { packed_.Add(parameters_, static_cast<int>(length_)); }

 private:
  virTypedParameterPtr parameters_ = nullptr;
  Length length_ = 0;
};

// Parameters in an array of ours. Its strings are allocated by libvirt and freed here.
class ParameterBuffer : public ZeroedBuffer<virTypedParameter> {
 public:
  using ZeroedBuffer::ZeroedBuffer;
  ParameterBuffer(const ParameterBuffer&) = delete;
  ParameterBuffer& operator=(const ParameterBuffer&) = delete;
  ~ParameterBuffer() {
    if (is_used_) symbols::virTypedParamsClear(data(), static_cast<int>(size()));
  }

  // For libvirt to fill.
  virTypedParameterPtr Use() {
    is_used_ = !empty();
    return data();
  }

 private:
  bool is_used_ = false;
};

// Far more parameters or statistics than any call has in the protocol, which is 64. The daemon
// sends their number, and may send any.
inline constexpr std::size_t kMaxParameters = 1024;

// An array of the caller. A first call without it returns the length that it needs, unless that is
// known. The client library refuses more than the array has space for.
template <int length = 0>
struct OutTypedParamsBuffer : PackedKind {
  using Parameters = std::tuple<virTypedParameterPtr, int*>;
  Parameters Pass() { return {buffer_.Use(), &length_}; }
  bool Again(int returned) {
    if (returned < 0 || !buffer_.empty() || length_ <= 0) return false;
    buffer_.resize(Bounded(length_, kMaxParameters));
    length_ = static_cast<int>(buffer_.size());
    return true;
  }
  void Take(int) {
    packed_.Add(buffer_.data(), static_cast<int>(Bounded(length_, buffer_.size())));
  }

 private:
  ParameterBuffer buffer_{length};
  int length_ = length;
};

// The same for names with 64-bit values.
template <typename Statistic>
struct OutStats : PackedKind {
  using Parameters = std::tuple<Statistic*, int*>;
  Parameters Pass() { return {buffer_.data(), &length_}; }
  bool Again(int returned) {
    if (returned < 0 || !buffer_.empty() || length_ <= 0) return false;
    buffer_.resize(Bounded(length_, kMaxParameters));
    length_ = static_cast<int>(buffer_.size());
    return true;
  }
  void Take(int) {
    packed_.AddStatistics(buffer_.data(), static_cast<int>(Bounded(length_, buffer_.size())));
  }

 private:
  ZeroedBuffer<Statistic> buffer_;
  int length_ = 0;
};

// Domains with their parameters, in an array that ends with NULL.
struct OutStatsRecords : OutputKind {
  using Parameters = std::tuple<virDomainStatsRecordPtr**>;
  void UseLane(const Lane::Pointer& lane) { lane_ = lane; }
  Parameters Pass() { return {&records_}; }
  void Take(int) {
    owned_.reset(records_);
    const auto count = LengthOf(records_);
    domains_.reserve(count);
    for (std::size_t index = 0; index < count; ++index) {
      const auto& record = *records_[index];
      packed_.Add(record.params, record.nparams);
      domains_.push_back(Object::Share(kHandleClass<virDomain>, record.dom, lane_));
    }
  }
  Napi::Value Give(Environment& environment) {
    // Much memory: freed on another thread than the one that the application waits for.
    Executor::Get().Submit(lane_, std::make_unique<Discard<Records>>(std::move(owned_)));
    auto domains = Napi::Array::New(environment.env(), domains_.size());
    for (std::uint32_t index = 0; index < domains_.size(); ++index) {
      domains[index] = environment.Wrap(std::move(domains_[index]));
    }
    auto both = Napi::Array::New(environment.env(), 2);
    both[0U] = packed_.Give(environment);
    both[1U] = domains;
    return both;
  }

 private:
  struct Free {
    void operator()(virDomainStatsRecordPtr* records) const {
      symbols::virDomainStatsRecordListFree(records);
    }
  };
  using Records = std::unique_ptr<virDomainStatsRecordPtr, Free>;

  Lane::Pointer lane_;
  virDomainStatsRecordPtr* records_ = nullptr;
  Records owned_;
  Packed packed_;
  std::vector<Object::Pointer> domains_;
};

}  // namespace libvirt
