#pragma once

#include <functional>
#include <memory>

#include "libvirt/error.h"
#include "runtime/lane.h"
#include "runtime/message.h"

namespace libvirt {

// What is to know of a class of handles, such as virDomain.
struct HandleClass {
  const char* name;
  int (*ref)(void*);
  int (*release)(void*);
};

// Specialised for every class in generated/handles.h.
template <typename T>
inline constexpr HandleClass kHandleClass{};

// One reference that libvirt counts. Shared by the JavaScript handle and every call in flight on
// it; released when the last of them lets go, always on a worker thread, since the release of a
// connection may talk to a daemon. It is the job of its own release, which therefore needs no
// memory.
class Object final : public Job {
 public:
  using Pointer = std::shared_ptr<Object>;
  // Told what the release returned, on the worker thread.
  using Released = std::function<void(int returned, Error)>;

  // Takes over a reference. Any thread.
  static Pointer Adopt(const HandleClass& type, void* handle, Lane::Pointer lane,
                       std::shared_ptr<void> companion = nullptr);
  // Adds a reference to one that libvirt lends to a callback. Null stays null. Any thread.
  static Pointer Share(const HandleClass& type, void* handle, Lane::Pointer lane);

  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  // Releases the reference. Worker thread, once.
  void Run() noexcept override;

  const HandleClass& type() const { return type_; }
  void* get() const { return handle_; }
  const Lane::Pointer& lane() const { return lane_; }
  // What it was adopted with.
  const std::shared_ptr<void>& companion() const { return companion_; }

  // Told the handle, on the worker thread, before the reference is given back. Any thread, once, by
  // who holds the object.
  void BeforeRelease(std::function<void(void* handle)> before) {
    before_release_ = std::move(before);
  }

  // JS thread, before it lets go.
  void OnReleased(Released released) { released_ = std::move(released); }
  // JS thread, while it is held: whether JavaScript has let go of it.
  bool is_let_go() const { return static_cast<bool>(released_); }

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
