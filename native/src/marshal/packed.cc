#include "marshal/packed.h"

#include <cstring>
#include <utility>

namespace libvirt {

namespace {

std::uint64_t Bits(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

}  // namespace

void Packed::Add(const virTypedParameter* parameters, int count) {
  for (int index = 0; index < count; ++index) {
    const auto& parameter = parameters[index];
    const std::string_view name(parameter.field, strnlen(parameter.field, sizeof(parameter.field)));
    const auto& value = parameter.value;
    switch (parameter.type) {
      case VIR_TYPED_PARAM_INT:
        AddDouble('i', name, value.i);
        break;
      case VIR_TYPED_PARAM_UINT:
        AddDouble('u', name, value.ui);
        break;
      case VIR_TYPED_PARAM_LLONG:
        AddBits('l', name, static_cast<std::uint64_t>(value.l));
        break;
      case VIR_TYPED_PARAM_ULLONG:
        AddBits('L', name, value.ul);
        break;
      case VIR_TYPED_PARAM_DOUBLE:
        AddDouble('d', name, value.d);
        break;
      case VIR_TYPED_PARAM_BOOLEAN:
        AddDouble('b', name, value.b ? 1 : 0);
        break;
      case VIR_TYPED_PARAM_STRING:
        if (value.s) AddDouble('s', name, static_cast<double>(Intern(value.s)));
        break;
      default:
        // A slot that libvirt left empty.
        break;
    }
  }
  EndRecord();
}

void Packed::AddDouble(char type, std::string_view name, double value) {
  AddBits(type, name, Bits(value));
}

void Packed::AddBits(char type, std::string_view name, std::uint64_t bits) {
  shape_.types.push_back(type);
  shape_.names.emplace_back(name);
  key_.push_back(type);
  key_.append(name);
  // No name contains it.
  key_.push_back('\0');
  record_.push_back(bits);
}

void Packed::EndRecord() {
  const auto [found, added] = shape_numbers_.try_emplace(key_, shapes_.size());
  if (added) shapes_.push_back(std::move(shape_));
  values_.push_back(Bits(static_cast<double>(found->second)));
  values_.insert(values_.end(), record_.begin(), record_.end());
  record_.clear();
  shape_ = {};
  key_.clear();
}

std::size_t Packed::Intern(std::string_view text) {
  const auto [found, added] = string_numbers_.try_emplace(std::string(text), strings_.size());
  if (added) strings_.emplace_back(text);
  return found->second;
}

Napi::Value Packed::Give(Environment& environment) const {
  const auto env = environment.env();
  auto shapes = Napi::Array::New(env, shapes_.size());
  for (std::uint32_t number = 0; number < shapes_.size(); ++number) {
    const auto& [types, names] = shapes_[number];
    auto shape = Napi::Array::New(env, names.size() + 1);
    shape[0U] = Napi::String::New(env, types);
    for (std::uint32_t index = 0; index < names.size(); ++index) {
      shape[index + 1] = Napi::String::New(env, names[index]);
    }
    shapes[number] = shape;
  }
  auto strings = Napi::Array::New(env, strings_.size());
  for (std::uint32_t number = 0; number < strings_.size(); ++number) {
    strings[number] = Napi::String::New(env, strings_[number]);
  }
  const auto size = values_.size() * sizeof(values_[0]);
  auto values = Napi::ArrayBuffer::New(env, size);
  if (size > 0) std::memcpy(values.Data(), values_.data(), size);
  auto packed = Napi::Object::New(env);
  packed["shapes"] = shapes;
  packed["strings"] = strings;
  packed["values"] = values;
  return packed;
}

}  // namespace libvirt
