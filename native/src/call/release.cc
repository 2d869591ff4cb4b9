#include <memory>

#include "call/call.h"

namespace libvirt {

namespace {

// Settles the promise for the release of a handle.
class Released final : public Message {
 public:
  explicit Released(Napi::Env env) : deferred_(env) {}

  Napi::Promise Promise() const { return deferred_.Promise(); }

  void Set(int returned, Error error) {
    returned_ = returned;
    error_ = std::move(error);
  }

  void Deliver(Environment& environment) override {
    environment.Unref();
    if (returned_ >= 0) {
      deferred_.Resolve(Napi::Number::New(environment.env(), returned_));
    } else {
      deferred_.Reject(error_.ToRecord(environment.env()));
    }
  }

 private:
  Napi::Promise::Deferred deferred_;
  int returned_ = 0;
  Error error_;
};

}  // namespace

Napi::Value ReleaseHandle(Environment& environment, JsHandle& handle) {
  auto released =
      std::make_shared<std::unique_ptr<Released>>(std::make_unique<Released>(environment.env()));
  auto promise = (*released)->Promise();
  handle.object->OnReleased([released, mailbox = environment.mailbox()](int returned, Error error) {
    (*released)->Set(returned, std::move(error));
    mailbox->Post(std::move(*released));
  });
  environment.Ref();
  // From here on the handle in JavaScript is freed; calls in flight keep the object.
  const auto object = std::move(handle.object);
  environment.EndRegistrations(object);
  return promise;
}

}  // namespace libvirt
