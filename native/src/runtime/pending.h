#pragma once

#include <exception>
#include <memory>
#include <utility>

#include "libvirt/error.h"
#include "runtime/environment.h"
#include "runtime/executor.h"
#include "runtime/message.h"

namespace libvirt {

// A call whose promise is pending: begun on the JavaScript thread, run by a worker, settled on the
// JavaScript thread.
class Pending : public Job, public Message {
 public:
  // JS thread.
  static Napi::Value Start(Environment& environment, const Lane::Pointer& lane,
                           std::unique_ptr<Pending> call) {
    call->mailbox_ = environment.mailbox();
    call->deferred_ = std::make_unique<Napi::Promise::Deferred>(environment.env());
    auto promise = call->deferred_->Promise();
    environment.Hold();
    Executor::Get().Submit(lane, std::move(call));
    return promise;
  }

  void Run() final {
    try {
      succeeded_ = Execute();
      if (!succeeded_) error_.NoteConnection(Executor::CurrentLane()->connection);
    } catch (const std::exception& exception) {
      // No memory, or no more threads for the event loop.
      error_ = Error::Internal(exception.what());
    }
  }
  bool IsWanted() const final { return mailbox_->IsOpen(); }

  void Finish(std::unique_ptr<Job> self) final {
    // Delivery may destroy this call, and the last reference to the mailbox with it.
    auto mailbox = mailbox_;
    self.release();
    std::unique_ptr<Message> message(this);
    if (!mailbox->Post(message) && succeeded_) Undo();
  }

  void Deliver(Environment& environment) final {
    environment.Unhold();
    if (succeeded_) {
      deferred_->Resolve(Result(environment));
    } else {
      deferred_->Reject(error_.ToRecord(environment.env()));
    }
  }

 protected:
  // Worker thread. False: `error_` says why.
  virtual bool Execute() = 0;
  // JS thread, after success.
  virtual Napi::Value Result(Environment& environment) = 0;
  // Worker thread, after success that nobody will hear of.
  virtual void Undo() {}

  Error error_;

 private:
  std::shared_ptr<Mailbox> mailbox_;
  std::unique_ptr<Napi::Promise::Deferred> deferred_;
  bool succeeded_ = false;
};

}  // namespace libvirt
