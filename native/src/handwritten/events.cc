#include "handwritten/events.h"

#include <utility>

#include "handwritten/registration.h"

namespace libvirt {

namespace {

// libvirt registers every callback as the generic one of its class, and casts it back to the type
// that belongs to the event.
template <typename Generic>
Generic AsGeneric(void (*callback)()) {
  return reinterpret_cast<Generic>(callback);
}

template <typename Callback>
void (*Receive())() {
  return reinterpret_cast<void (*)()>(&Receiver<Callback>::Receive);
}

// For virConnectDomainEventTunableCallback and virConnectDomainEventJobCompletedCallback.
void OnParameters(virConnectPtr, virDomainPtr domain, virTypedParameterPtr parameters, int length,
                  void* opaque) {
  Post(opaque, domain, Parameters{parameters, length});
}

// The events of one class of objects: the class, libvirt's functions, and the callback of each
// event, null for an unknown one.

struct DomainEvents {
  using Subject = virDomain;
  using Generic = virConnectDomainEventGenericCallback;
  static constexpr auto& kRegister = symbols::virConnectDomainEventRegisterAny;
  static constexpr auto& kDeregister = symbols::virConnectDomainEventDeregisterAny;

  static void (*Callback(int event))() {
    switch (event) {
      case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
        return Receive<virConnectDomainEventCallback>();
      case VIR_DOMAIN_EVENT_ID_REBOOT:
      case VIR_DOMAIN_EVENT_ID_CONTROL_ERROR:
        return Receive<virConnectDomainEventGenericCallback>();
      case VIR_DOMAIN_EVENT_ID_RTC_CHANGE:
        return Receive<virConnectDomainEventRTCChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_WATCHDOG:
        return Receive<virConnectDomainEventWatchdogCallback>();
      case VIR_DOMAIN_EVENT_ID_IO_ERROR:
        return Receive<virConnectDomainEventIOErrorCallback>();
      case VIR_DOMAIN_EVENT_ID_GRAPHICS:
        return Receive<virConnectDomainEventGraphicsCallback>();
      case VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON:
        return Receive<virConnectDomainEventIOErrorReasonCallback>();
      case VIR_DOMAIN_EVENT_ID_BLOCK_JOB:
      case VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2:
        return Receive<virConnectDomainEventBlockJobCallback>();
      case VIR_DOMAIN_EVENT_ID_DISK_CHANGE:
        return Receive<virConnectDomainEventDiskChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_TRAY_CHANGE:
        return Receive<virConnectDomainEventTrayChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_PMWAKEUP:
        return Receive<virConnectDomainEventPMWakeupCallback>();
      case VIR_DOMAIN_EVENT_ID_PMSUSPEND:
        return Receive<virConnectDomainEventPMSuspendCallback>();
      case VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE:
        return Receive<virConnectDomainEventBalloonChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK:
        return Receive<virConnectDomainEventPMSuspendDiskCallback>();
      case VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED:
        return Receive<virConnectDomainEventDeviceRemovedCallback>();
      case VIR_DOMAIN_EVENT_ID_TUNABLE:
      case VIR_DOMAIN_EVENT_ID_JOB_COMPLETED:
        return reinterpret_cast<void (*)()>(OnParameters);
      case VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE:
        return Receive<virConnectDomainEventAgentLifecycleCallback>();
      case VIR_DOMAIN_EVENT_ID_DEVICE_ADDED:
        return Receive<virConnectDomainEventDeviceAddedCallback>();
      case VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION:
        return Receive<virConnectDomainEventMigrationIterationCallback>();
      case VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED:
        return Receive<virConnectDomainEventDeviceRemovalFailedCallback>();
      case VIR_DOMAIN_EVENT_ID_METADATA_CHANGE:
        return Receive<virConnectDomainEventMetadataChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD:
        return Receive<virConnectDomainEventBlockThresholdCallback>();
      case VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE:
        return Receive<virConnectDomainEventMemoryFailureCallback>();
      case VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE:
        return Receive<virConnectDomainEventMemoryDeviceSizeChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE:
        return Receive<virConnectDomainEventNICMACChangeCallback>();
      case VIR_DOMAIN_EVENT_ID_VCPU_REMOVED:
        return Receive<virConnectDomainEventVcpuRemovedCallback>();
      case VIR_DOMAIN_EVENT_ID_CHANNEL_LIFECYCLE:
        return Receive<virConnectDomainEventChannelLifecycleCallback>();
      default:
        return nullptr;
    }
  }
};

struct NetworkEvents {
  using Subject = virNetwork;
  using Generic = virConnectNetworkEventGenericCallback;
  static constexpr auto& kRegister = symbols::virConnectNetworkEventRegisterAny;
  static constexpr auto& kDeregister = symbols::virConnectNetworkEventDeregisterAny;

  static void (*Callback(int event))() {
    switch (event) {
      case VIR_NETWORK_EVENT_ID_LIFECYCLE:
        return Receive<virConnectNetworkEventLifecycleCallback>();
      case VIR_NETWORK_EVENT_ID_METADATA_CHANGE:
        return Receive<virConnectNetworkEventMetadataChangeCallback>();
      default:
        return nullptr;
    }
  }
};

struct NodeDeviceEvents {
  using Subject = virNodeDevice;
  using Generic = virConnectNodeDeviceEventGenericCallback;
  static constexpr auto& kRegister = symbols::virConnectNodeDeviceEventRegisterAny;
  static constexpr auto& kDeregister = symbols::virConnectNodeDeviceEventDeregisterAny;

  static void (*Callback(int event))() {
    switch (event) {
      case VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE:
        return Receive<virConnectNodeDeviceEventLifecycleCallback>();
      case VIR_NODE_DEVICE_EVENT_ID_UPDATE:
        return Receive<virConnectNodeDeviceEventGenericCallback>();
      default:
        return nullptr;
    }
  }
};

struct SecretEvents {
  using Subject = virSecret;
  using Generic = virConnectSecretEventGenericCallback;
  static constexpr auto& kRegister = symbols::virConnectSecretEventRegisterAny;
  static constexpr auto& kDeregister = symbols::virConnectSecretEventDeregisterAny;

  static void (*Callback(int event))() {
    switch (event) {
      case VIR_SECRET_EVENT_ID_LIFECYCLE:
        return Receive<virConnectSecretEventLifecycleCallback>();
      case VIR_SECRET_EVENT_ID_VALUE_CHANGED:
        return Receive<virConnectSecretEventGenericCallback>();
      default:
        return nullptr;
    }
  }
};

struct StoragePoolEvents {
  using Subject = virStoragePool;
  using Generic = virConnectStoragePoolEventGenericCallback;
  static constexpr auto& kRegister = symbols::virConnectStoragePoolEventRegisterAny;
  static constexpr auto& kDeregister = symbols::virConnectStoragePoolEventDeregisterAny;

  static void (*Callback(int event))() {
    switch (event) {
      case VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE:
        return Receive<virConnectStoragePoolEventLifecycleCallback>();
      case VIR_STORAGE_POOL_EVENT_ID_REFRESH:
        return Receive<virConnectStoragePoolEventGenericCallback>();
      default:
        return nullptr;
    }
  }
};

template <typename Events>
Napi::Value Register(Environment& environment, const Function& function,
                     const Napi::CallbackInfo& info) {
  using Subject = typename Events::Subject;
  Arguments arguments(environment, info, function.arguments);
  auto connection = arguments.Next().ReadHandle(kHandleClass<virConnect>);
  const auto one = arguments.Next();
  auto subject = one.IsNullish() ? nullptr : one.ReadHandle(kHandleClass<Subject>);
  const auto event_id = arguments.Next();
  const int event = event_id.ReadInteger<int>();
  const auto callback = AsGeneric<typename Events::Generic>(Events::Callback(event));
  if (!callback) event_id.RangeError("must be an event that this version of the binding supports");
  return StartRegistration(
      environment, function.symbol, Events::kDeregister, std::move(connection), arguments,
      [subject = std::move(subject), event, callback](virConnectPtr connected, Route* route,
                                                      virFreeCallback free) {
        auto* handle = subject ? static_cast<Subject*>(subject->get()) : nullptr;
        return Events::kRegister(connected, handle, event, callback, route, free);
      });
}

}  // namespace

const Invoker kDomainEventRegister = Register<DomainEvents>;
const Invoker kDomainEventDeregister = Deregister<DomainEvents::kDeregister>();
const Invoker kNetworkEventRegister = Register<NetworkEvents>;
const Invoker kNetworkEventDeregister = Deregister<NetworkEvents::kDeregister>();
const Invoker kNodeDeviceEventRegister = Register<NodeDeviceEvents>;
const Invoker kNodeDeviceEventDeregister = Deregister<NodeDeviceEvents::kDeregister>();
const Invoker kSecretEventRegister = Register<SecretEvents>;
const Invoker kSecretEventDeregister = Deregister<SecretEvents::kDeregister>();
const Invoker kStoragePoolEventRegister = Register<StoragePoolEvents>;
const Invoker kStoragePoolEventDeregister = Deregister<StoragePoolEvents::kDeregister>();

}  // namespace libvirt
