#include "call/pending.h"

#include <new>
#include <string>

namespace libvirt {

namespace {

// The exception that is being handled: out of memory, threads, or descriptors for the event loop.
Error Handled() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return Error::Internal("out of memory");
  } catch (const std::exception& exception) {
    return Error::Internal(exception.what());
  }
}

}  // namespace

Napi::Promise Pending::Start(Environment& environment, const Lane::Pointer& lane,
                             std::unique_ptr<Pending> call) {
  try {
    Executor::Get().Prepare();
  } catch (const std::exception& exception) {
    const std::string problem = "no thread can be started for calls of libvirt: ";
    return Refuse(environment, Error::Internal(problem + exception.what()));
  }
  auto& deferred = call->deferred_.emplace(environment.env());
  auto promise = deferred.Promise();
  call->mailbox_ = environment.mailbox();
  environment.Ref();
  Executor::Get().Submit(lane, std::move(call));
  return promise;
}

Napi::Promise Pending::Refuse(Environment& environment, const Error& error) {
  const Napi::Promise::Deferred deferred(environment.env());
  deferred.Reject(error.ToRecord(environment.env()));
  return deferred.Promise();
}

void Pending::Run() noexcept {
  try {
    succeeded_ = Execute();
    if (!succeeded_) error_.NoteConnection(Executor::CurrentLane()->connection);
  } catch (const std::exception&) {
    error_ = Handled();
  }
}

void Pending::Finish(std::unique_ptr<Job> self) noexcept {
  // Delivery may destroy this call, and its reference to the mailbox with it.
  const auto mailbox = mailbox_;
  self.release();
  mailbox->Post(std::unique_ptr<Message>(this));
}

void Pending::Deliver(Environment& environment) {
  environment.Unref();
  const auto env = environment.env();
  Napi::Value settled;
  bool fulfilled = false;
  try {
    settled = succeeded_ ? Result(environment) : error_.ToRecord(env);
    fulfilled = succeeded_;
  } catch (const Napi::Error& error) {
    settled = error.Value();
  } catch (const std::exception&) {
    settled = Handled().ToRecord(env);
  }
  if (fulfilled) {
    deferred_->Resolve(settled);
  } else {
    deferred_->Reject(settled);
  }
}

}  // namespace libvirt
