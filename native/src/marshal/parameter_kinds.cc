#include "marshal/parameter_kinds.h"

#include <cstring>

namespace libvirt {

std::vector<virTypedParameter> ReadTypedParameters(const Argument& argument, std::size_t most,
                                                   std::vector<std::string>& strings) {
  const auto elements = argument.ReadArray();
  if (elements.size() > most) {
    argument.RangeError("must have at most " + std::to_string(most) + " parameters");
  }
  std::vector<virTypedParameter> parameters;
  parameters.reserve(elements.size());
  // Reserved in advance: the parameters point into it.
  strings.reserve(elements.size());
  for (const auto& element : elements) {
    const auto triple = element.ReadArray();
    if (triple.size() != 3) element.TypeError("must have a name, a type and a value");
    virTypedParameter parameter{};
    const auto name = triple[0].ReadString();
    if (name.size() >= sizeof(parameter.field)) triple[0].RangeError("is too long for a name");
    std::memcpy(parameter.field, name.c_str(), name.size());
    parameter.type = triple[1].ReadInteger<int>();
    const auto value = triple[2].Named(name);
    switch (parameter.type) {
      case VIR_TYPED_PARAM_INT:
        parameter.value.i = value.ReadInteger<int>();
        break;
      case VIR_TYPED_PARAM_UINT:
        parameter.value.ui = value.ReadInteger<unsigned int>();
        break;
      case VIR_TYPED_PARAM_LLONG:
        parameter.value.l = value.ReadInteger<long long>();
        break;
      case VIR_TYPED_PARAM_ULLONG:
        parameter.value.ul = value.ReadInteger<unsigned long long>();
        break;
      case VIR_TYPED_PARAM_DOUBLE:
        parameter.value.d = value.ReadDouble();
        break;
      case VIR_TYPED_PARAM_BOOLEAN:
        parameter.value.b = value.ReadBoolean();
        break;
      case VIR_TYPED_PARAM_STRING:
        parameter.value.s = strings.emplace_back(value.ReadString()).data();
        break;
      default:
        triple[1].RangeError("must be a virTypedParameterType");
    }
    parameters.push_back(parameter);
  }
  return parameters;
}

}  // namespace libvirt
