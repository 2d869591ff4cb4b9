#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "generated/declarations.h"
#include "runtime/environment.h"

namespace libvirt {

// Lists of typed parameters in one buffer, with one table of names: built on the calling thread,
// so that the JavaScript thread copies one block of memory and decodes it by shape. What the
// buffer holds is told in lib/parameters.ts.
class Packed {
 public:
  // Any thread.
  void Add(const virTypedParameter* parameters, int count);
  // A record of names and 64-bit values.
  template <typename Statistic>
  void AddStatistics(const Statistic* statistics, int count) {
    for (int index = 0; index < count; ++index) {
      AddBits('L', statistics[index].field, statistics[index].value);
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

  void AddBits(char type, std::string_view name, std::uint64_t bits);
  void AddDouble(char type, std::string_view name, double value);
  void EndRecord();
  std::size_t Intern(std::string_view text);

  std::vector<std::uint64_t> values_;
  std::vector<Shape> shapes_;
  std::unordered_map<std::string, std::size_t> shape_numbers_;
  std::vector<std::string> strings_;
  std::unordered_map<std::string, std::size_t> string_numbers_;

  // The record that is being built.
  std::vector<std::uint64_t> record_;
  Shape shape_;
  std::string key_;
};

}  // namespace libvirt
