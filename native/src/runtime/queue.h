#pragma once

#include <utility>

namespace libvirt {

// First in, first out. The elements are linked through a member of their own, so that adding one
// needs no memory and cannot fail.
template <typename Pointer>
class Queue {
 public:
  Queue() = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  ~Queue() { Clear(); }

  bool empty() const { return !first_; }
  auto& front() const { return *first_; }

  void Push(Pointer element) noexcept {
    auto* const added = element.get();
    (last_ ? last_->next_ : first_) = std::move(element);
    last_ = added;
  }

  Pointer Pop() noexcept {
    Pointer element = std::move(first_);
    first_ = std::move(element->next_);
    if (!first_) last_ = nullptr;
    return element;
  }

  // Adds all elements of another queue.
  void Take(Queue& other) noexcept {
    if (other.empty()) return;
    (last_ ? last_->next_ : first_) = std::move(other.first_);
    last_ = std::exchange(other.last_, nullptr);
  }

  // One at a time: a chain of destructors would be as deep as the queue is long.
  void Clear() {
    while (!empty()) Pop();
  }

 private:
  Pointer first_;
  typename Pointer::element_type* last_ = nullptr;
};

}  // namespace libvirt
