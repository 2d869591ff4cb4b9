// How much libvirt really returned. The counts that come with its results are sent by the daemon,
// and the client library passes many of them on unchecked.
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

// A count of items, limited to the size of the array.
inline std::size_t Bounded(int count, std::size_t most) {
  return count < 0 ? 0 : std::min(static_cast<std::size_t>(count), most);
}

// How many items an array allocated by libvirt has space for: only the allocator knows for sure.
// libvirt allocates with calloc, and what the allocator adds to that is zero, too.
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

// Counts the pointers before the NULL that ends an array of libvirt's, up to a maximum.
template <typename T>
std::size_t LengthOf(T* const* array, std::size_t most) {
  return std::find(array, array + most, nullptr) - array;
}

// The same for an array that libvirt always ends with NULL.
template <typename T>
std::size_t LengthOf(T* const* array) {
  return LengthOf(array, Capacity(array));
}

// A zeroed buffer for libvirt to fill. The JavaScript thread only sets its size; the thread that
// makes the call allocates it, since it may be large. Pages that are never written cost nothing.
template <typename T>
class ZeroedBuffer {
 public:
  explicit ZeroedBuffer(std::size_t size = 0) : size_(size) {}

  // Before data() is called.
  void resize(std::size_t size) { size_ = size; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Null if the size is 0.
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
