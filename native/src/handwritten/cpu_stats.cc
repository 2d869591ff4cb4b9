#include "handwritten/cpu_stats.h"

#include "call/pending.h"
#include "generated/handles.h"
#include "marshal/argument.h"
#include "marshal/parameter_kinds.h"

namespace libvirt {

namespace {

// More than any host has.
constexpr unsigned int kMaxCpus = 65536;

// REMOTE_NODE_CPU_STATS_MAX: the client library refuses to request more parameters per CPU.
constexpr std::size_t kMaxWidth = 16;

// A matrix of typed parameters: one row per CPU, or one row for all of them together.
class GetCPUStats final : public Pending {
 public:
  GetCPUStats(SymbolBase& symbol, Object::Pointer domain, int start, unsigned int cpus,
              unsigned int flags)
      : symbol_(symbol), domain_(std::move(domain)), start_(start), cpus_(cpus), flags_(flags) {}

  Wait wait() const override { return symbol_.wait(); }

 private:
  bool Execute() override {
    if (!symbol_.Find()) {
      error_ = Error::Unavailable(symbol_);
      return false;
    }
    // 0 CPUs: as many as there are.
    if (start_ >= 0 && cpus_ == 0) {
      const int all = Call(nullptr, 0, 0, 0);
      if (all < 0) return Fail();
      if (all <= start_) return true;
      cpus_ = Bounded(all - start_, kMaxCpus);
    }
    // Without an array: returns the number of parameters per CPU.
    const int available = Call(nullptr, 0, start_, 1);
    if (available < 0) return Fail();
    if (available == 0) return true;
    const auto width = Bounded(available, kMaxWidth);
    // The client library checks how many parameters arrived, but counts rows by a number that the
    // daemon sends: it may fill a row for each of them.
    ParameterBuffer matrix(cpus_ * width * width);
    const int filled = Call(matrix.Use(), width, start_, cpus_);
    if (filled < 0) return Fail();
    const auto length = static_cast<int>(Bounded(filled, width));
    for (unsigned int cpu = 0; cpu < cpus_; ++cpu) {
      packed_.Add(matrix.data() + cpu * width, length);
    }
    return true;
  }

  int Call(virTypedParameterPtr parameters, unsigned int width, int start, unsigned int cpus) {
    return symbols::virDomainGetCPUStats(static_cast<virDomainPtr>(domain_->get()), parameters,
                                         width, start, cpus, flags_);
  }

  bool Fail() {
    error_ = Error::Take();
    return false;
  }

  Napi::Value Result(Environment& environment) override { return packed_.Give(environment); }

  SymbolBase& symbol_;
  const Object::Pointer domain_;
  const int start_;
  unsigned int cpus_;
  const unsigned int flags_;
  Packed packed_;
};

Napi::Value Start(Environment& environment, const Function& function,
                  const Napi::CallbackInfo& info) {
  Arguments arguments(environment, info, function.arguments);
  auto domain = arguments.Next().ReadHandle(kHandleClass<virDomain>);
  const auto lane = domain->lane();
  const int start = arguments.Next().ReadInteger<int>();
  const auto cpus = arguments.Next().ReadInteger<unsigned int>(kMaxCpus);
  const auto flags = arguments.Next().ReadFlags();
  return Pending::Start(
      environment, lane,
      std::make_unique<GetCPUStats>(function.symbol, std::move(domain), start, cpus, flags));
}

}  // namespace

const Invoker kDomainGetCPUStats = Start;

}  // namespace libvirt
