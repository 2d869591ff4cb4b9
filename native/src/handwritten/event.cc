#include "handwritten/event.h"

#include "libvirt/event_loop.h"

namespace libvirt {

namespace {

Text ToText(const char* text) { return text ? Text(text) : std::nullopt; }

}  // namespace

Napi::Value Give(Environment& environment, Object::Pointer& object) {
  return object ? environment.Wrap(std::move(object)) : environment.env().Null();
}

Text Keep(const char* text, const Lane::Pointer&) { return ToText(text); }

Napi::Value Give(Environment& environment, const Text& text) {
  if (!text) return environment.env().Null();
  return Napi::String::New(environment.env(), *text);
}

Packed Keep(Parameters parameters, const Lane::Pointer&) {
  Packed packed;
  packed.Add(parameters.data, parameters.length);
  return packed;
}

Napi::Value Give(Environment& environment, const Packed& parameters) {
  return parameters.Give(environment);
}

std::optional<GraphicsAddress> Keep(const virDomainEventGraphicsAddress* address,
                                    const Lane::Pointer&) {
  if (!address) return std::nullopt;
  return GraphicsAddress{address->family, ToText(address->node), ToText(address->service)};
}

Napi::Value Give(Environment& environment, const std::optional<GraphicsAddress>& address) {
  if (!address) return environment.env().Null();
  auto fields = Napi::Array::New(environment.env(), 3);
  fields[0U] = Give(environment, address->family);
  fields[1U] = Give(environment, address->node);
  fields[2U] = Give(environment, address->service);
  return fields;
}

GraphicsSubject Keep(const virDomainEventGraphicsSubject* subject, const Lane::Pointer&) {
  GraphicsSubject identities;
  for (int index = 0; subject && index < subject->nidentity; ++index) {
    const auto& identity = subject->identities[index];
    identities.emplace_back(ToText(identity.type), ToText(identity.name));
  }
  return identities;
}

Napi::Value Give(Environment& environment, const GraphicsSubject& subject) {
  auto identities = Napi::Array::New(environment.env(), subject.size());
  for (std::uint32_t index = 0; index < subject.size(); ++index) {
    auto identity = Napi::Array::New(environment.env(), 2);
    identity[0U] = Give(environment, subject[index].first);
    identity[1U] = Give(environment, subject[index].second);
    identities[index] = identity;
  }
  return identities;
}

void FreeRoute(void* route) noexcept {
  EventLoop::Defer([](void* opaque) { delete static_cast<Route*>(opaque); }, route);
}

}  // namespace libvirt
