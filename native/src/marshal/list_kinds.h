// Kinds of arrays: numbers, bytes, maps of CPUs, structs.
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
    for (const int file : files_) close(file);
  }

  // Frees the array.
  void Take(int* files, std::size_t count) {
    OwnedMemory<int> array(files);
    files_.assign(files, files + count);
  }

  std::vector<int>& get() { return files_; }

  Napi::Value Give(Environment& environment) {
    auto array = Napi::Array::New(environment.env(), files_.size());
    for (std::uint32_t index = 0; index < files_.size(); ++index) {
      array[index] = Napi::Number::New(environment.env(), files_[index]);
    }
    files_.clear();
    return array;
  }

 private:
  std::vector<int> files_;
};

// Their number is the result.
struct OutFiles : OutputKind {
  using Parameters = std::tuple<int**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int count) { files_.Take(raw_, count); }
  Napi::Value Give(Environment& environment) { return files_.Give(environment); }

 private:
  int* raw_ = nullptr;
  OwnedFiles files_;
};

// Their number is a parameter.
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

// More NUMA nodes than any host has, and few enough to make room for.
inline constexpr int kMaxCells = 4096;

struct OutFreeMemory : OutputKind {
  using Parameters = std::tuple<unsigned long long*, int, int>;
  void Read(Arguments& arguments) {
    start_ = arguments.Next().ReadInteger<int>();
    // libvirt wants room for one at least, and refuses a range without any.
    room_.resize(arguments.Next().ReadInteger<unsigned int>(kMaxCells));
  }
  Parameters Pass() { return {room_.data(), start_, static_cast<int>(room_.size())}; }
  void Take(int count) { room_.resize(count); }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, room_.data(), room_.size(),
                     [env](const auto& value) { return ToValue(env, value); });
  }

 protected:
  int start_ = 0;
  std::vector<unsigned long long> room_;
};

struct OutFreePages : OutFreeMemory {
  using Parameters =
      std::tuple<unsigned int, unsigned int*, int, unsigned int, unsigned long long*>;
  void Read(Arguments& arguments) {
    pages_ = arguments.Next().ReadIntegers<unsigned int>();
    start_ = arguments.Next().ReadInteger<int>();
    cells_ = arguments.Next().ReadInteger<unsigned int>(kMaxCells);
    room_.resize(pages_.size() * cells_);
  }
  Parameters Pass() {
    return {static_cast<unsigned int>(pages_.size()), pages_.data(), start_, cells_, room_.data()};
  }

 private:
  std::vector<unsigned int> pages_;
  unsigned int cells_ = 0;
};

// ---- Bytes ----------------------------------------------------------------------------------

// Overwrites what nobody should find in memory later. Not optimised away.
inline void Wipe(void* data, std::size_t size) {
  auto* byte = static_cast<volatile unsigned char*>(data);
  while (size-- > 0) *byte++ = 0;
}

struct SecretBytes : InputKind {
  using Parameters = std::tuple<const unsigned char*, std::size_t>;
  ~SecretBytes() { Wipe(value_.data(), value_.size()); }
  void Read(Arguments& arguments) { value_ = arguments.Next().ReadBytes(); }
  // An empty value has an address too.
  Parameters Pass() { return {value_.empty() ? &kNothing : value_.data(), value_.size()}; }

 private:
  static constexpr unsigned char kNothing = 0;
  std::vector<std::uint8_t> value_;
};

struct OutBytes : OutputKind {
  using Parameters = std::tuple<std::size_t, void*>;
  // Far above what the protocol carries.
  static constexpr std::size_t kMaxSize = std::size_t{1} << 30;
  void Read(Arguments& arguments) {
    buffer_.resize(arguments.Next().ReadInteger<std::size_t>(kMaxSize));
  }
  Parameters Pass() { return {buffer_.size(), buffer_.data()}; }
  Napi::Value Give(Environment& environment) {
    return ToBytes(environment.env(), buffer_.data(), buffer_.size());
  }

 private:
  std::vector<std::uint8_t> buffer_;
};

// ---- Maps of CPUs ---------------------------------------------------------------------------

// Enough for half a million CPUs, each of as many domains' CPUs.
inline constexpr unsigned int kMaxMapLength = 65536;

struct OutCpuMap : OutputKind {
  using Parameters = std::tuple<unsigned char*, int>;
  void Read(Arguments& arguments) {
    map_.resize(arguments.Next().ReadInteger<unsigned int>(kMaxMapLength));
  }
  Parameters Pass() { return {map_.data(), static_cast<int>(map_.size())}; }
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
  void Take(int count) { maps_.resize(std::size_t{length_} * count); }
  Napi::Value Give(Environment& environment) {
    return ToBytes(environment.env(), maps_.data(), maps_.size());
  }

 private:
  unsigned int count_ = 0;
  unsigned int length_ = 0;
  std::vector<unsigned char> maps_;
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
  void Take(int count) {
    info_.resize(count);
    maps_.resize(std::size_t{length_} * count);
  }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    const auto info = ArrayFrom(env, info_.data(), info_.size(), [env](const auto& vcpu) {
      return ToArray(env, Fields<virVcpuInfo>::Of(vcpu));
    });
    return ArrayOf(env, info, ToBytes(env, maps_.data(), maps_.size()));
  }

 private:
  unsigned int length_ = 0;
  std::vector<virVcpuInfo> info_;
  std::vector<unsigned char> maps_;
};

// A bit for each CPU that the result counts.
struct OutHostCpuMap : OutputKind {
  using Parameters = std::tuple<unsigned char**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int cpus) {
    map_.reset(raw_);
    length_ = raw_ ? (cpus + 7) / 8 : 0;
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

// An array that NULL ends.
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

// JS thread. The structs of which generated/declarations.h knows the fields.
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

// What belongs to a struct and is not freed with the memory in which it stands.
inline void FreeContents(virDomainDiskError& of) { std::free(of.disk); }
inline void FreeContents(virDomainMemoryStatStruct&) {}

inline void FreeStruct(virDomainFSInfo* of) { symbols::virDomainFSInfoFree(of); }
inline void FreeStruct(virDomainIOThreadInfo* of) { symbols::virDomainIOThreadInfoFree(of); }
inline void FreeStruct(virDomainInterface* of) { symbols::virDomainInterfaceFree(of); }
inline void FreeStruct(virNetworkDHCPLease* of) { symbols::virNetworkDHCPLeaseFree(of); }

// An array of pointers that libvirt allocates, and each struct for itself.
template <typename Struct>
struct OutStructs : OutputKind {
  using Parameters = std::tuple<Struct***>;
  Parameters Pass() { return {&raw_}; }
  void Take(int count) {
    OwnedMemory<Struct*> array(raw_);
    structs_.reserve(count);
    for (int index = 0; index < count; ++index) structs_.emplace_back(raw_[index]);
  }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, structs_.data(), structs_.size(),
                     [env](const auto& each) { return FromStruct(env, *each); });
  }

 private:
  struct Free {
    void operator()(Struct* of) const { FreeStruct(of); }
  };

  Struct** raw_ = nullptr;
  std::vector<std::unique_ptr<Struct, Free>> structs_;
};

// Structs in one piece that libvirt allocates.
template <typename Struct>
struct OutStructArray : OutputKind {
  using Parameters = std::tuple<Struct**>;
  Parameters Pass() { return {&raw_}; }
  void Take(int count) {
    structs_.reset(raw_);
    count_ = count;
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

// Structs in an array of the caller. A full one may have been too short.
template <typename Struct>
struct OutStructBuffer : OutputKind {
  using Parameters = std::tuple<Struct*, unsigned int>;
  ~OutStructBuffer() { FreeAll(); }
  Parameters Pass() { return {buffer_.data(), static_cast<unsigned int>(buffer_.size())}; }
  bool Again(int count) {
    filled_ = std::max(count, 0);
    if (!buffer_.IsFull(count)) return false;
    FreeAll();
    buffer_.Grow();
    return true;
  }
  Napi::Value Give(Environment& environment) {
    const auto env = environment.env();
    return ArrayFrom(env, buffer_.data(), filled_,
                     [env](const auto& each) { return FromStruct(env, each); });
  }

 private:
  void FreeAll() {
    for (int index = 0; index < filled_; ++index) FreeContents(buffer_.data()[index]);
    filled_ = 0;
  }

  GrowingBuffer<Struct> buffer_;
  int filled_ = 0;
};

}  // namespace libvirt
