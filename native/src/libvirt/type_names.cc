#include "libvirt/type_names.h"

#ifdef __linux__

#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace libvirt {

namespace {

// libvirt's function that registers a type. Its parameters after the name differ between releases;
// all of them fit into registers, which are passed on.
using Word = std::uintptr_t;
using NewClass = void* (*)(void* parent, const char* name, Word, Word, Word, Word);
constexpr const char* kNewClass = "virClassNew";

NewClass new_class = nullptr;

void* NewRenamedClass(void* parent, const char* name, Word a, Word b, Word c, Word d) {
  // GLib and libvirt copy the name.
  return new_class(parent, (std::string("libvirt-admin-") + name).c_str(), a, b, c, d);
}

// What the dynamic linker knows of a library.
class Image {
 public:
  explicit Image(const link_map& map) : base_(map.l_addr) {
    for (const auto* entry = map.l_ld; entry->d_tag != DT_NULL; ++entry) {
      switch (entry->d_tag) {
        case DT_SYMTAB:
          symbols_ = At<ElfW(Sym)>(*entry);
          break;
        case DT_STRTAB:
          strings_ = At<char>(*entry);
          break;
        case DT_RELA:
          relocations_ = At<ElfW(Rela)>(*entry);
          break;
        case DT_RELASZ:
          size_ = entry->d_un.d_val;
          break;
        case DT_JMPREL:
          calls_ = At<ElfW(Rela)>(*entry);
          break;
        case DT_PLTRELSZ:
          calls_size_ = entry->d_un.d_val;
          break;
      }
    }
  }

  // The place that holds the address of a function of another library, or null.
  void** SlotOf(const char* name) const {
    if (!symbols_ || !strings_) return nullptr;
    void** slot = Find(calls_, calls_size_, name);
    return slot ? slot : Find(relocations_, size_, name);
  }

 private:
  // Some C libraries store addresses, others offsets.
  template <typename T>
  const T* At(const ElfW(Dyn) & entry) const {
    const Word value = entry.d_un.d_ptr;
    return reinterpret_cast<const T*>(value < base_ ? base_ + value : value);
  }

  void** Find(const ElfW(Rela) * relocations, std::size_t size, const char* name) const {
    for (std::size_t index = 0; relocations && index < size / sizeof(*relocations); ++index) {
      const auto& relocation = relocations[index];
      // The number of the symbol is in the upper half.
      const auto& symbol = symbols_[relocation.r_info >> 32];
      if (std::strcmp(strings_ + symbol.st_name, name) == 0) {
        return reinterpret_cast<void**>(base_ + relocation.r_offset);
      }
    }
    return nullptr;
  }

  const Word base_;
  const ElfW(Sym) * symbols_ = nullptr;
  const char* strings_ = nullptr;
  const ElfW(Rela) * relocations_ = nullptr;
  std::size_t size_ = 0;
  const ElfW(Rela) * calls_ = nullptr;
  std::size_t calls_size_ = 0;
};

// Whether the dynamic linker has made an address read-only, after it had filled it.
bool IsReadOnly(const link_map& map, Word address) {
  struct Query {
    Word base;
    Word address;
    bool found;
  } query{map.l_addr, address, false};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* opaque) {
        auto& sought = *static_cast<Query*>(opaque);
        if (info->dlpi_addr != sought.base) return 0;
        for (int index = 0; index < info->dlpi_phnum; ++index) {
          const auto& segment = info->dlpi_phdr[index];
          const Word begin = sought.base + segment.p_vaddr;
          sought.found |= segment.p_type == PT_GNU_RELRO && sought.address >= begin &&
                          sought.address < begin + segment.p_memsz;
        }
        return 1;
      },
      &query);
  return query.found;
}

bool Store(const link_map& map, void** slot, void* value) {
  const auto address = reinterpret_cast<Word>(slot);
  if (!IsReadOnly(map, address)) {
    *slot = value;
    return true;
  }
  const auto page_size = static_cast<Word>(sysconf(_SC_PAGESIZE));
  auto* const page = reinterpret_cast<void*>(address & ~(page_size - 1));
  if (mprotect(page, page_size, PROT_READ | PROT_WRITE) != 0) return false;
  *slot = value;
  mprotect(page, page_size, PROT_READ);
  return true;
}

}  // namespace

bool RenameTypes(void* library) {
  static_assert(sizeof(Word) == 8, "relocations have another layout elsewhere");
  link_map* map = nullptr;
  if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0) return false;
  void** const slot = Image(*map).SlotOf(kNewClass);
  if (!slot) return true;
  // After an attempt that failed below, the slot still holds libvirt's function.
  if (!new_class) new_class = reinterpret_cast<NewClass>(*slot);
  return Store(*map, slot, reinterpret_cast<void*>(NewRenamedClass));
}

}  // namespace libvirt

#else

namespace libvirt {

bool RenameTypes(void*) { return true; }

}  // namespace libvirt

#endif
