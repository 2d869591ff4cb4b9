#include "libvirt/object.h"

#include <system_error>

#include "runtime/executor.h"

namespace libvirt {

namespace {

class ReleaseJob final : public Job {
 public:
  explicit ReleaseJob(std::unique_ptr<Object> object) : object_(std::move(object)) {}
  void Run() override { object_.reset(); }

 private:
  std::unique_ptr<Object> object_;
};

void ReleaseOnWorker(Object* object) {
  std::unique_ptr<Object> owned(object);
  if (Executor::OnWorker()) return;
  auto lane = owned->lane();
  try {
    Executor::Get().Submit(lane, std::make_unique<ReleaseJob>(std::move(owned)));
  } catch (const std::system_error&) {
    // No thread can be started now. The job waits in its lane for the next one that can.
  }
}

}  // namespace

Object::Pointer Object::Adopt(const HandleClass& type, void* handle, Lane::Pointer lane,
                              std::shared_ptr<void> companion) {
  return Pointer(new Object(type, handle, std::move(lane), std::move(companion)), ReleaseOnWorker);
}

Object::Pointer Object::Share(const HandleClass& type, void* handle, Lane::Pointer lane) {
  if (!handle || type.ref(handle) < 0) return nullptr;
  return Adopt(type, handle, std::move(lane));
}

Object::Object(const HandleClass& type, void* handle, Lane::Pointer lane,
               std::shared_ptr<void> companion)
    : type_(type), handle_(handle), lane_(std::move(lane)), companion_(std::move(companion)) {}

Object::~Object() {
  if (before_release_) before_release_(handle_);
  const int returned = type_.release(handle_);
  if (released_) released_(returned, returned < 0 ? Error::Take() : Error());
}

}  // namespace libvirt
