#include "runtime/first_copy.h"

#include <dlfcn.h>
#ifdef __linux__
#include <link.h>
#endif

#include <string>
#include <string_view>
#include <vector>

// Other copies of the addon find this one by the symbol: the version of its package.
extern "C" __attribute__((visibility("default"), used)) const char libvirt_native_version[] =
    LIBVIRT_NATIVE_VERSION;

namespace libvirt {

namespace {

#ifdef __linux__

struct Copy {
  std::string path;
  const char* version;
  napi_addon_register_func enter;
};

// The loaded addons, in load order.
std::vector<std::string> Addons() {
  std::vector<std::string> paths;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* paths) {
        const std::string_view path = info->dlpi_name ? info->dlpi_name : "";
        constexpr std::string_view kEnding = ".node";
        if (path.size() > kEnding.size() && path.substr(path.size() - kEnding.size()) == kEnding) {
          static_cast<std::vector<std::string>*>(paths)->emplace_back(path);
        }
        return 0;
      },
      &paths);
  return paths;
}

Copy FindFirst() {
  for (const auto& path : Addons()) {
    // Never closed: no copy is ever unloaded.
    void* const addon = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    if (!addon) continue;
    const auto* const version = static_cast<const char*>(dlsym(addon, "libvirt_native_version"));
    void* const enter = dlsym(addon, "napi_register_module_v1");
    if (version && enter) {
      return {path, version, reinterpret_cast<napi_addon_register_func>(enter)};
    }
    dlclose(addon);
  }
  // This copy is loaded under a name that does not end as addons do.
  return {"", libvirt_native_version, nullptr};
}

std::string PathOfThis() {
  Dl_info info;
  return dladdr(libvirt_native_version, &info) && info.dli_fname ? info.dli_fname : "";
}

#endif

}  // namespace

#ifdef __linux__

napi_value RegisterFirstCopy(Napi::Env env, napi_value exports) {
  const auto first = FindFirst();
  if (first.version == libvirt_native_version) return nullptr;
  if (std::string_view(first.version) == libvirt_native_version) return first.enter(env, exports);
  auto error = Napi::Error::New(
      env,
      "this process has loaded @libvirt/native " + std::string(first.version) + " (" + first.path +
          "), and " + libvirt_native_version + " (" + PathOfThis() +
          ") cannot work beside it, since libvirt accepts one event loop: have all packages "
          "use one version (`npm ls @libvirt/native` shows which package needs which, `npm dedupe` "
          "merges compatible ones)");
  error.Set("code", Napi::String::New(env, "ERR_LIBVIRT_NATIVE_VERSIONS"));
  throw error;
}

#else

napi_value RegisterFirstCopy(Napi::Env, napi_value) { return nullptr; }

#endif

}  // namespace libvirt
