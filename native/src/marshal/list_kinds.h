// Kinds of arrays: numbers, bytes, CPU maps, structs.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "generated/symbols.h"
#include "marshal/kinds.h"

namespace libvirt {

// Bytes as a Uint8Array. JS thread.
inline Napi::Value ToBytes(Napi::Env env, const void* data, std::size_t size) {
  auto bytes = Napi::Uint8Array::New(env, size);
  if (size > 0) std::memcpy(bytes.Data(), data, size);
  return bytes;
}

inline Napi::Value ToOptionalString(Napi::Env env, const char* text) {
  return text ? Napi::Value(Napi::String::New(env, text)) : env.Null();
}

// Several JavaScript values as an array.
template <typename... Values>
Napi::Value ArrayOf(Napi::Env env, const Values&... values) {
  auto array = Napi::Array::New(env, sizeof...(values));
  std::uint32_t index = 0;
  ((array[index++] = values), ...);
  return array;
}

// `count` items as an array, each converted.
template <typename Item, typename Convert>
Napi::Value ArrayFrom(Napi::Env env, const Item* items, std::size_t count, Convert convert) {
  auto array = Napi::Array::New(env, count);
  for (std::uint32_t index = 0; index < count; ++index) array[index] = convert(items[index]);
  return array;
}

// ---- Numbers --------------------------------------------------------------------------------

template <typename T, typename Length>
struct Numbers : InputKind {
  using Parameters = std::tuple<T*, Length>;
  void Read(Arguments& arguments) { values_ = arguments.Next().ReadIntegers<T>(); }
  Parameters Pass() { return {values_.data(), static_cast<Length>(values_.size())}; }

 private:
  std::vector<T> values_;
};

struct Files : InputKind {
  using Parameters = std::tuple<unsigned int, int*>;
  void Read(Arguments& arguments) { files_ = arguments.Next().ReadIntegers<int>(); }
  Parameters Pass() { return {static_cast<unsigned int>(files_.size()), files_.data()}; }

 private:
  std::vector<int> files_;
};

// File descriptors that are closed unless JavaScript takes them over.
class OwnedFiles {
 public:
  OwnedFiles() = default;
  OwnedFiles(const OwnedFiles&) = delete;
  OwnedFiles& operator=(const OwnedFiles&) = delete;
  ~OwnedFiles() {
    for (std::size_t index = 0; index < count_; ++index) close(files_.get()[index]);
  }

  // Takes over the array and its descriptors. The client library counts the descriptors that
  // arrived with the message.
  void Take(int* files, std::size_t count) {
    files_.reset(files);
    count_ = std::min(count, Capacity(files));
  }

  int* data() { return files_.get(); }
  std::size_t size() const { return count_; }

  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    auto array = ArrayFrom(env, files_.get(), count_,
                           [env](int file) { return Napi::Number::New(env, file); });
    count_ = 0;
    return array;
  }

 private:
  OwnedMemory<int> files_;
  std::size_t count_ = 0;
};

// The result is their number.
struct OutFiles : OutputKind {
  using Parameters = std::tuple<int**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int count) { files_.Take(raw_, count); }
  Napi::Value Give(Environment& environment) { return files_.Give(environment); }

 private:
  int* raw_ = nullptr;
  OwnedFiles files_;
};

// A parameter is their number.
struct OutCountedFiles : OutputKind {
  using Parameters = std::tuple<unsigned int*, int**>;
  Parameters Pass() { return {&count_, &raw_}; }
  void Take(int) { files_.Take(raw_, count_); }
  Napi::Value Give(Environment& environment) { return files_.Give(environment); }

 private:
  unsigned int count_ = 0;
  int* raw_ = nullptr;
  OwnedFiles files_;
};

struct PageCounts : InputKind {
  using Parameters = std::tuple<unsigned int, unsigned int*, unsigned long long*>;
  void Read(Arguments& arguments) {
    sizes_ = arguments.Next().ReadIntegers<unsigned int>();
    const auto argument = arguments.Next();
    counts_ = argument.ReadIntegers<unsigned long long>();
    if (counts_.size() != sizes_.size()) argument.RangeError("must have one number for each size");
  }
  Parameters Pass() {
    return {static_cast<unsigned int>(sizes_.size()), sizes_.data(), counts_.data()};
  }

 private:
  std::vector<unsigned int> sizes_;
  std::vector<unsigned long long> counts_;
};

// More NUMA nodes than any host has, and few enough to allocate for.
inline constexpr int kMaxCells = 4096;

// REMOTE_NODE_MAX_CELLS: the client library of 9.0.0 stores as many numbers as the daemon sends, up
// to this, even if fewer were requested.
inline constexpr std::size_t kMostCells = 1024;

struct OutFreeMemory : OutputKind {
  using Parameters = std::tuple<unsigned long long*, int, int>;
  void Read(Arguments& arguments) {
    start_ = arguments.Next().ReadInteger<int>();
    // libvirt refuses an empty range.
    SetCount(arguments.Next().ReadInteger<unsigned int>(kMaxCells));
  }
  Parameters Pass() { return {buffer_.data(), start_, static_cast<int>(requested_)}; }
  void Take(int count) { count_ = Bounded(count, requested_); }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, buffer_.data(), count_,
                     [env](const auto& value) { return ToValue(env, value); });
  }

 protected:
  void SetCount(std::size_t numbers) {
    requested_ = numbers;
    buffer_.resize(std::max(numbers, kMostCells));
  }

  int start_ = 0;
  ZeroedBuffer<unsigned long long> buffer_;

 private:
  std::size_t requested_ = 0;
  std::size_t count_ = 0;
};

struct OutFreePages : OutFreeMemory {
  using Parameters =
      std::tuple<unsigned int, unsigned int*, int, unsigned int, unsigned long long*>;
  void Read(Arguments& arguments) {
    pages_ = arguments.Next().ReadIntegers<unsigned int>();
    start_ = arguments.Next().ReadInteger<int>();
    const auto cells = arguments.Next();
    cells_ = cells.ReadInteger<unsigned int>(kMaxCells);
    // The client library multiplies them in 32 bits.
    if (pages_.size() * cells_ > kMaxNumbers) {
      cells.RangeError("times the number of pages must be at most " + std::to_string(kMaxNumbers));
    }
    SetCount(pages_.size() * cells_);
  }
  Parameters Pass() {
    return {static_cast<unsigned int>(pages_.size()), pages_.data(), start_, cells_,
            buffer_.data()};
  }

 private:
  // On each NUMA node more page sizes than any hardware has.
  static constexpr std::size_t kMaxNumbers = 16 * kMaxCells;

  std::vector<unsigned int> pages_;
  unsigned int cells_ = 0;
};

// ---- Bytes ----------------------------------------------------------------------------------

// Overwrites secret data, so that it does not stay in memory. Never optimised away.
inline void Wipe(void* data, std::size_t size) {
  auto* byte = static_cast<volatile unsigned char*>(data);
  while (size-- > 0) *byte++ = 0;
}

struct SecretBytes : InputKind {
  using Parameters = std::tuple<const unsigned char*, std::size_t>;
  ~SecretBytes() { Wipe(value_.data(), value_.size()); }
  void Read(Arguments& arguments) { value_ = arguments.Next().ReadBytes(); }
  // An empty value needs an address, too.
  Parameters Pass() { return {value_.empty() ? &kEmpty : value_.data(), value_.size()}; }

 private:
  static constexpr unsigned char kEmpty = 0;
  std::vector<std::uint8_t> value_;
};

struct OutBytes : OutputKind {
  using Parameters = std::tuple<std::size_t, void*>;
  // Far more than the protocol carries.
  static constexpr std::size_t kMaxSize = std::size_t{1} << 30;
  void Read(Arguments& arguments) {
    buffer_.resize(arguments.Next().ReadInteger<std::size_t>(kMaxSize));
  }
  Parameters Pass() { return {buffer_.size(), buffer_.data()}; }
  // The client library refuses a reply of another size.
  Napi::Value Give(Environment& environment) {
    return ToBytes(environment.env(), buffer_.data(), buffer_.size());
  }

 private:
  ZeroedBuffer<std::uint8_t> buffer_;
};

// ---- CPU maps -------------------------------------------------------------------------------

// Enough for half a million CPUs of a host, and as many virtual ones.
inline constexpr unsigned int kMaxMapLength = 65536;

struct OutCpuMap : OutputKind {
  using Parameters = std::tuple<unsigned char*, int>;
  void Read(Arguments& arguments) {
    map_.resize(arguments.Next().ReadInteger<unsigned int>(kMaxMapLength));
  }
  Parameters Pass() { return {map_.data(), static_cast<int>(map_.size())}; }
  // The client library refuses a map that is longer than the buffer.
  Napi::Value Give(Environment& environment) {
    return ToBytes(environment.env(), map_.data(), map_.size());
  }

 private:
  std::vector<unsigned char> map_;
};

struct OutCpuMaps : OutputKind {
  using Parameters = std::tuple<int, unsigned char*, int>;
  void Read(Arguments& arguments) {
    count_ = arguments.Next().ReadInteger<unsigned int>(kMaxMapLength);
    length_ = arguments.Next().ReadInteger<unsigned int>(kMaxMapLength);
    maps_.resize(std::size_t{count_} * length_);
  }
  Parameters Pass() { return {static_cast<int>(count_), maps_.data(), static_cast<int>(length_)}; }
  // The client library refuses more maps than the buffer takes, and clears missing ones.
  void Take(int count) { filled_ = Bounded(count, count_); }
  Napi::Value Give(Environment& environment) {
    return ToBytes(environment.env(), maps_.data(), filled_ * length_);
  }

 private:
  unsigned int count_ = 0;
  unsigned int length_ = 0;
  std::size_t filled_ = 0;
  ZeroedBuffer<unsigned char> maps_;
};

struct OutVcpus : OutputKind {
  using Parameters = std::tuple<virVcpuInfoPtr, int, unsigned char*, int>;
  void Read(Arguments& arguments) {
    info_.resize(arguments.Next().ReadInteger<unsigned int>(kMaxMapLength));
    length_ = arguments.Next().ReadInteger<unsigned int>(kMaxMapLength);
    maps_.resize(info_.size() * length_);
  }
  Parameters Pass() {
    return {info_.data(), static_cast<int>(info_.size()), length_ > 0 ? maps_.data() : nullptr,
            static_cast<int>(length_)};
  }
  // As for OutCpuMaps.
  void Take(int count) { filled_ = Bounded(count, info_.size()); }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    const auto info = ArrayFrom(env, info_.data(), filled_, [env](const auto& vcpu) {
      return ToArray(env, Fields<virVcpuInfo>::Of(vcpu));
    });
    return ArrayOf(env, info, ToBytes(env, maps_.data(), filled_ * length_));
  }

 private:
  unsigned int length_ = 0;
  std::size_t filled_ = 0;
  ZeroedBuffer<virVcpuInfo> info_;
  ZeroedBuffer<unsigned char> maps_;
};

// One bit per CPU; the result is the number of CPUs. The client library does not return how many
// bytes arrived, and returns any number that the daemon sends.
struct OutHostCpuMap : OutputKind {
  using Parameters = std::tuple<unsigned char**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int cpus) {
    map_.reset(raw_);
    length_ = (Bounded(cpus, Capacity(raw_) * 8) + 7) / 8;
  }
  Napi::Value Give(Environment& environment) {
    return ToBytes(environment.env(), map_.get(), length_);
  }

 private:
  unsigned char* raw_ = nullptr;
  OwnedMemory<unsigned char> map_;
  std::size_t length_ = 0;
};

// ---- Handles --------------------------------------------------------------------------------

// An array that ends with NULL.
template <typename T>
struct Handles : InputKind {
  using Parameters = std::tuple<T**>;
  void Read(Arguments& arguments) {
    for (const auto& element : arguments.Next().ReadArray()) {
      objects_.push_back(element.ReadHandle(kHandleClass<T>));
      pointers_.push_back(static_cast<T*>(objects_.back()->get()));
      if (!arguments.lane) arguments.lane = objects_.back()->lane();
    }
    pointers_.push_back(nullptr);
  }
  Parameters Pass() { return {pointers_.data()}; }

 private:
  std::vector<Object::Pointer> objects_;
  std::vector<T*> pointers_;
};

// ---- Structs --------------------------------------------------------------------------------

// JS thread. Structs whose fields generated/declarations.h lists.
template <typename Struct>
Napi::Value FromStruct(Napi::Env env, const Struct& of) {
  return ToArray(env, Fields<Struct>::Of(of));
}

inline Napi::Value FromStruct(Napi::Env env, const virDomainDiskError& of) {
  return ArrayOf(env, Napi::String::New(env, of.disk), ToValue(env, of.error));
}

inline Napi::Value FromStruct(Napi::Env env, const virDomainFSInfo& of) {
  const auto aliases = ArrayFrom(env, of.devAlias, of.ndevAlias, [env](const char* alias) {
    return Napi::String::New(env, alias);
  });
  return ArrayOf(env, Napi::String::New(env, of.mountpoint), Napi::String::New(env, of.name),
                 Napi::String::New(env, of.fstype), aliases);
}

inline Napi::Value FromStruct(Napi::Env env, const virDomainIOThreadInfo& of) {
  return ArrayOf(env, ToValue(env, of.iothread_id), ToBytes(env, of.cpumap, of.cpumaplen));
}

inline Napi::Value FromStruct(Napi::Env env, const virDomainInterface& of) {
  const auto addresses = ArrayFrom(env, of.addrs, of.naddrs, [env](const auto& address) {
    return ArrayOf(env, ToValue(env, address.type), Napi::String::New(env, address.addr),
                   ToValue(env, address.prefix));
  });
  return ArrayOf(env, Napi::String::New(env, of.name), ToOptionalString(env, of.hwaddr), addresses);
}

inline Napi::Value FromStruct(Napi::Env env, const virNetworkDHCPLease& of) {
  return ArrayOf(env, Napi::String::New(env, of.iface), ToValue(env, of.expirytime),
                 ToValue(env, of.type), ToOptionalString(env, of.mac),
                 ToOptionalString(env, of.iaid), Napi::String::New(env, of.ipaddr),
                 ToValue(env, of.prefix), ToOptionalString(env, of.hostname),
                 ToOptionalString(env, of.clientid));
}

// Frees what a struct owns, and not the struct.
inline void FreeContents(virDomainDiskError& of) { std::free(of.disk); }
inline void FreeContents(virDomainMemoryStatStruct&) {}

// Whether libvirt filled an item, as far as the item shows it.
inline bool IsFilled(const virDomainDiskError& of) { return of.disk; }
inline bool IsFilled(const virDomainMemoryStatStruct&) { return true; }

inline void FreeStruct(virDomainFSInfo* of) { symbols::virDomainFSInfoFree(of); }
inline void FreeStruct(virDomainIOThreadInfo* of) { symbols::virDomainIOThreadInfoFree(of); }
inline void FreeStruct(virDomainInterface* of) { symbols::virDomainInterfaceFree(of); }
inline void FreeStruct(virNetworkDHCPLease* of) { symbols::virNetworkDHCPLeaseFree(of); }

// An array of pointers that libvirt allocates, and each struct by itself. For file systems, threads
// and leases the client library returns the count that the daemon sends, and not every array ends
// with NULL.
template <typename Struct>
struct OutStructs : OutputKind {
  using Parameters = std::tuple<Struct***>;
  Parameters Pass() { return {&raw_}; }
  OutStructs() = default;
  OutStructs(const OutStructs&) = delete;
  OutStructs& operator=(const OutStructs&) = delete;
  ~OutStructs() {
    for (std::size_t index = 0; index < count_; ++index) FreeStruct(structs_.get()[index]);
  }
  void Take(int count) {
    structs_.reset(raw_);
    count_ = LengthOf(raw_, Bounded(count, Capacity(raw_)));
  }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, structs_.get(), count_,
                     [env](const auto* each) { return FromStruct(env, *each); });
  }

 private:
  Struct** raw_ = nullptr;
  OwnedMemory<Struct*> structs_;
  std::size_t count_ = 0;
};

// One block of structs that libvirt allocates: security labels, for which the client library
// returns the count that the daemon sends, not how many arrived.
template <typename Struct>
struct OutStructArray : OutputKind {
  using Parameters = std::tuple<Struct**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int count) {
    structs_.reset(raw_);
    count_ = Bounded(count, Capacity(raw_));
  }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, structs_.get(), count_,
                     [env](const auto& each) { return FromStruct(env, each); });
  }

 private:
  Struct* raw_ = nullptr;
  OwnedMemory<Struct> structs_;
  std::size_t count_ = 0;
};

// The size of the array. For statistics, the client library stores as many as the daemon sends, up
// to REMOTE_DOMAIN_MEMORY_STATS_MAX. For disks, it refuses to request more than
// REMOTE_DOMAIN_DISK_ERRORS_MAX, and returns the count that the daemon sends.
template <typename Struct>
inline constexpr std::size_t kMost = 0;
template <>
inline constexpr std::size_t kMost<virDomainMemoryStatStruct> = 1024;
template <>
inline constexpr std::size_t kMost<virDomainDiskError> = 256;

// Structs in an array of the caller, which is always large enough.
template <typename Struct>
struct OutStructBuffer : OutputKind {
  using Parameters = std::tuple<Struct*, unsigned int>;
  OutStructBuffer() = default;
  OutStructBuffer(const OutStructBuffer&) = delete;
  OutStructBuffer& operator=(const OutStructBuffer&) = delete;
  // Frees all items: the result may be less than what was filled.
  ~OutStructBuffer() { std::for_each(buffer_.begin(), buffer_.end(), FreeOne); }
  Parameters Pass() { return {buffer_.data(), static_cast<unsigned int>(buffer_.size())}; }
  void Take(int count) {
    const auto end = buffer_.begin() + Bounded(count, buffer_.size());
    filled_ = std::find_if_not(buffer_.begin(), end, IsOneFilled) - buffer_.begin();
  }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, buffer_.data(), filled_,
                     [env](const auto& each) { return FromStruct(env, each); });
  }

 private:
  static void FreeOne(Struct& of) { FreeContents(of); }
  static bool IsOneFilled(const Struct& of) { return IsFilled(of); }

  std::vector<Struct> buffer_ = std::vector<Struct>(kMost<Struct>);
  std::size_t filled_ = 0;
};

}  // namespace libvirt
