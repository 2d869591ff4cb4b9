#include "libvirt/object.h"

#include <exception>
#include <utility>

#include "generated/declarations.h"
#include "runtime/executor.h"

namespace libvirt {

namespace {

void ReleaseOnWorker(Object* object) noexcept {
  std::unique_ptr<Job> job(object);
  if (Executor::OnWorker()) return job->Run();
  const auto lane = object->lane();
  Executor::Get().Submit(lane, std::move(job));
}

}  // namespace

Object::Pointer Object::Adopt(const HandleClass& type, void* handle, Lane::Pointer lane,
                              std::shared_ptr<void> companion) {
  Object* object;
  try {
    object = new Object(type, handle, std::move(lane), std::move(companion));
  } catch (const std::exception&) {
    type.release(handle);
    throw;
  }
  return Pointer(object, ReleaseOnWorker);
}

Object::Pointer Object::Share(const HandleClass& type, void* handle, Lane::Pointer lane) {
  if (!handle || type.ref(handle) < 0) return nullptr;
  return Adopt(type, handle, std::move(lane));
}

Object::Object(const HandleClass& type, void* handle, Lane::Pointer lane,
               std::shared_ptr<void> companion)
    : type_(type), handle_(handle), lane_(std::move(lane)), companion_(std::move(companion)) {}

void Object::Run() noexcept {
  try {
    if (before_release_) before_release_(handle_);
  } catch (const std::exception&) {
    // Out of memory: the reference is released all the same.
  }
  const int returned = type_.release(handle_);
  if (!released_) return;
  Error error;
  try {
    if (returned < 0) error = Error::Take();
  } catch (const std::exception&) {
    // Out of memory for libvirt's message.
    error.code = VIR_ERR_NO_MEMORY;
  }
  released_(returned, std::move(error));
}

}  // namespace libvirt
