#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "generated/declarations.h"
#include "libvirt/environment.h"

namespace libvirt {

// Lists of typed parameters in one buffer, with one table of names: built on the calling thread, so
// that the JavaScript thread copies one block of memory and decodes it by shape. lib/parameters.ts
// describes the format.
class Packed {
 public:
  // Any thread.
  void Add(const virTypedParameter* parameters, int count);
  // A record of names and 64-bit values.
  template <typename Statistic>
  void AddStatistics(const Statistic* statistics, int count) {
    BeginRecord();
    for (int index = 0; index < count; ++index) {
      const auto& [field, value] = statistics[index];
      AddBits('L', std::string_view(field, strnlen(field, sizeof(field))), value);
    }
    EndRecord();
  }

  // JS thread.
  Napi::Value Give(Environment& environment) const;

 private:
  struct Shape {
    std::string types;
    std::vector<std::string> names;
  };

  void BeginRecord();
  void AddBits(char type, std::string_view name, std::uint64_t bits);
  void AddDouble(char type, std::string_view name, double value);
  bool MatchesLast(char type, std::string_view name);
  void EndRecord();
  static Shape ShapeOf(std::string_view key);
  std::size_t Intern(std::string_view text);

  std::vector<std::uint64_t> values_;
  std::vector<Shape> shapes_;
  std::unordered_map<std::string, std::size_t> shape_numbers_;
  std::vector<std::string> strings_;
  std::unordered_map<std::string, std::size_t> string_numbers_;

  // The record that is being built. Most records have the shape of the one before, and get no key
  // of their own.
  std::size_t begin_ = 0;    // its index in values_
  std::size_t matched_ = 0;  // how much of the last key has matched
  bool matches_ = false;     // whether all of the record has matched so far
  std::string key_;
  std::string last_key_;
  std::size_t last_shape_ = 0;
};

}  // namespace libvirt
