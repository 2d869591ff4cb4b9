#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "libvirt/environment.h"
#include "libvirt/error.h"
#include "runtime/executor.h"
#include "runtime/message.h"

namespace libvirt {

// A call whose promise is pending: begun on the JavaScript thread, run by a worker, settled on the
// JavaScript thread. One whose environment ends is destroyed wherever it is then, and what it owns
// is released with it.
class Pending : public Job, public Message {
 public:
  // JS thread. A call that is refused is destroyed at once, and never runs.
  static Napi::Promise Start(Environment& environment, const Lane::Pointer& lane,
                             std::unique_ptr<Pending> call);

  // JS thread: a promise that rejects.
  static Napi::Promise Refuse(Environment& environment, const Error& error);

  void Run() noexcept final;
  bool IsWanted() const final { return mailbox_->IsOpen(); }
  void Finish(std::unique_ptr<Job> self) noexcept final;
  void Deliver(Environment& environment) final;

 protected:
  // Worker thread. False: `error_` says why.
  virtual bool Execute() = 0;
  // JS thread, after success. What it throws, the promise rejects with.
  virtual Napi::Value Result(Environment& environment) = 0;

  Error error_;

 private:
  std::shared_ptr<Mailbox> mailbox_;
  std::optional<Napi::Promise::Deferred> deferred_;
  bool succeeded_ = false;
};

}  // namespace libvirt
