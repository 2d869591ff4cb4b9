#include "marshal/kinds.h"

namespace libvirt {

void HandleKind::ReadAs(const HandleClass& type, Arguments& arguments) {
  object_ = arguments.Next().ReadHandle(type);
  if (!arguments.lane) arguments.lane = object_->lane();
  // A migrated domain belongs to the destination connection.
  if (&type == &kHandleClass<virConnect>) arguments.result_lane = object_->lane();
}

void Flags::Read(Arguments& arguments) { value_ = arguments.Next().ReadFlags(); }

void String::Read(Arguments& arguments) { value_ = arguments.Next().ReadString(); }

void OptionalString::Read(Arguments& arguments) {
  const auto argument = arguments.Next();
  if (!argument.IsNullish()) value_ = argument.ReadString();
}

}  // namespace libvirt
