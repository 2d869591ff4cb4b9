// What libvirt really gave. The numbers that it tells with its results are the daemon's, and its
// client library passes many of them on as they came.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#ifdef __APPLE__
#include <malloc/malloc.h>
#else
#include <malloc.h>
#endif

namespace libvirt {

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
template <typename T>
using OwnedMemory = std::unique_ptr<T, FreeMemory>;

// A number of items that is told of an array with room for `most`.
inline std::size_t Bounded(int told, std::size_t most) {
  return told < 0 ? 0 : std::min(static_cast<std::size_t>(told), most);
}

// How many items an array of libvirt's can hold: nobody but the allocator knows for sure. libvirt
// allocates with calloc, and what the allocator adds for its own sake is zero like the rest.
template <typename T>
std::size_t Capacity(const T* array) {
  if (!array) return 0;
#ifdef __APPLE__
  const std::size_t size = malloc_size(array);
#else
  const std::size_t size = malloc_usable_size(const_cast<T*>(array));
#endif
  return size / sizeof(T);
}

// How many pointers come before the NULL that ends an array of libvirt's, of at most so many.
template <typename T>
std::size_t LengthOf(T* const* array, std::size_t most) {
  return std::find(array, array + most, nullptr) - array;
}

// The same where libvirt promises that NULL.
template <typename T>
std::size_t LengthOf(T* const* array) {
  return LengthOf(array, Capacity(array));
}

// Zeroed memory for libvirt to fill, made by the thread that calls: it may be much, and the
// JavaScript thread only says how much. Pages that nobody writes cost nothing.
template <typename T>
class Room {
 public:
  explicit Room(std::size_t size = 0) : size_(size) {}

  // Before there is any.
  void resize(std::size_t size) { size_ = size; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Null if it has no size.
  T* data() {
    if (!items_ && size_ > 0) {
      items_.reset(static_cast<T*>(std::calloc(size_, sizeof(T))));
      if (!items_) throw std::bad_alloc();
    }
    return items_.get();
  }

 private:
  std::size_t size_;
  OwnedMemory<T> items_;
};

}  // namespace libvirt
