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

// A call whose promise is pending: started on the JavaScript thread, run by a worker, settled on
// the JavaScript thread. If its environment ends, the call is destroyed wherever it is then, and
// releases what it owns.
class Pending : public Job, public Message {
 public:
  // JS thread. If no thread can be started, rejects, and the call is destroyed without running.
  static Napi::Promise Start(Environment& environment, const Lane::Pointer& lane,
                             std::unique_ptr<Pending> call);

  // JS thread: a rejected promise.
  static Napi::Promise Refuse(Environment& environment, const Error& error);

  void Run() noexcept final;
  bool IsWanted() const final { return mailbox_->IsOpen(); }
  void Finish(std::unique_ptr<Job> self) noexcept final;
  void Deliver(Environment& environment) final;

 protected:
  // Worker thread. False: it failed, and `error_` is set.
  virtual bool Execute() = 0;
  // JS thread, after success. If it throws, the promise rejects with that.
  virtual Napi::Value Result(Environment& environment) = 0;

  Error error_;

 private:
  std::shared_ptr<Mailbox> mailbox_;
  std::optional<Napi::Promise::Deferred> deferred_;
  bool succeeded_ = false;
};

}  // namespace libvirt
