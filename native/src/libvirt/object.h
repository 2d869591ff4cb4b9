#pragma once

#include <functional>
#include <memory>

#include "libvirt/error.h"
#include "runtime/lane.h"
#include "runtime/message.h"

namespace libvirt {

// A class of handles, such as virDomain.
struct HandleClass {
  const char* name;
  int (*ref)(void*);
  int (*release)(void*);
};

// Specialised for every class in generated/handles.h.
template <typename T>
inline constexpr HandleClass kHandleClass{};

// One reference to an object of libvirt. Shared by the JavaScript handle and every call in flight
// on it; released when the last of them drops it, always on a worker thread, since releasing a
// connection may talk to a daemon. It is the job of its own release, which therefore needs no
// memory.
class Object final : public Job {
 public:
  using Pointer = std::shared_ptr<Object>;
  // Receives the result of the release, on the worker thread.
  using Released = std::function<void(int returned, Error)>;

  // Takes over a reference, and releases it if this throws. Any thread.
  static Pointer Adopt(const HandleClass& type, void* handle, Lane::Pointer lane,
                       std::shared_ptr<void> companion = nullptr);
  // Adds a reference to an object that libvirt passes to a callback. Null for null, and if that
  // fails. Any thread.
  static Pointer Share(const HandleClass& type, void* handle, Lane::Pointer lane);

  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  // Releases the reference. Worker thread, once.
  void Run() noexcept override;

  const HandleClass& type() const { return type_; }
  void* get() const { return handle_; }
  const Lane::Pointer& lane() const { return lane_; }
  // The companion it was adopted with.
  const std::shared_ptr<void>& companion() const { return companion_; }

  // Called with the handle on the worker thread, before the release. Any thread that shares the
  // object, once.
  void BeforeRelease(std::function<void(void* handle)> before) {
    before_release_ = std::move(before);
  }

  // JS thread, before it drops its handle.
  void OnReleased(Released released) { released_ = std::move(released); }
  // JS thread, on an object that is shared: whether JavaScript has freed its handle.
  bool is_freed() const { return static_cast<bool>(released_); }

 private:
  Object(const HandleClass& type, void* handle, Lane::Pointer lane,
         std::shared_ptr<void> companion);

  const HandleClass& type_;
  void* const handle_;
  const Lane::Pointer lane_;
  const std::shared_ptr<void> companion_;
  std::function<void(void* handle)> before_release_;
  Released released_;
};

}  // namespace libvirt
