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
  BeginRecord();
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

void Packed::BeginRecord() {
  begin_ = values_.size();
  values_.push_back(0);
  matched_ = 0;
  matches_ = !last_key_.empty();
  key_.clear();
}

// A key has for each parameter its type, its name, and a NUL, which no name contains.
bool Packed::MatchesLast(char type, std::string_view name) {
  const auto rest = std::string_view(last_key_).substr(matched_);
  if (rest.size() < name.size() + 2 || rest[0] != type || rest[name.size() + 1] != '\0' ||
      rest.compare(1, name.size(), name) != 0) {
    return false;
  }
  matched_ += name.size() + 2;
  return true;
}

void Packed::AddBits(char type, std::string_view name, std::uint64_t bits) {
  values_.push_back(bits);
  if (matches_) {
    if (MatchesLast(type, name)) return;
    matches_ = false;
    key_.assign(last_key_, 0, matched_);
  }
  key_.push_back(type);
  key_.append(name);
  key_.push_back('\0');
}

void Packed::EndRecord() {
  if (matches_ && matched_ < last_key_.size()) {
    matches_ = false;
    key_.assign(last_key_, 0, matched_);
  }
  if (!matches_) {
    const auto [found, added] = shape_numbers_.try_emplace(key_, shapes_.size());
    if (added) shapes_.push_back(ShapeOf(key_));
    last_shape_ = found->second;
    last_key_.swap(key_);
  }
  values_[begin_] = Bits(static_cast<double>(last_shape_));
}

Packed::Shape Packed::ShapeOf(std::string_view key) {
  Shape shape;
  while (!key.empty()) {
    const auto end = key.find('\0');
    shape.types.push_back(key[0]);
    shape.names.emplace_back(key.substr(1, end - 1));
    key.remove_prefix(end + 1);
  }
  return shape;
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
