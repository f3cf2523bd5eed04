// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All inside the loader's own iteration: it keeps modules from going meanwhile.
// What is needed of them is in memory: their dynamic section, symbols and
// relocations. A word that the loader has not filled in yet leads into its own
// module (to the stub that asks for it).
//
// Another thread may call through a word while it changes: it gets the old
// function or ours, and ours has its original by then.
#include "runtime/platform/imports.h"

#include "runtime/platform/system_call.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>

namespace mapsan {
namespace {

#if defined(__x86_64__)
constexpr unsigned kCallSlot = R_X86_64_JUMP_SLOT;
constexpr unsigned kAddressSlot = R_X86_64_GLOB_DAT;
#elif defined(__aarch64__)
constexpr unsigned kCallSlot = R_AARCH64_JUMP_SLOT;
constexpr unsigned kAddressSlot = R_AARCH64_GLOB_DAT;
#endif

constexpr unsigned kLibraries = 16;

struct Image {
  uintptr_t bias, begin, end;
  uintptr_t relroBegin, relroEnd;
  const ElfW(Sym) * symbols;
  const char *strings;
  const uint32_t *hash; // DT_GNU_HASH
  const ElfW(Half) * versions;
  const ElfW(Rela) * calls, *others;
  size_t callBytes, otherBytes;

  bool contains(uintptr_t address) const {
    return address >= begin && address < end;
  }
};

template <typename T> const T *pointer(uintptr_t bias, uintptr_t value) {
  // The loader has added the bias already, but not in modules without a file.
  return reinterpret_cast<const T *>(value < bias ? bias + value : value);
}

bool readImage(const dl_phdr_info &info, Image &image) {
  const ElfW(Dyn) *dynamic = nullptr;
  image = {};
  image.bias = info.dlpi_addr;
  image.begin = ~uintptr_t{0};
  for (unsigned i = 0; i < info.dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info.dlpi_phdr[i];
    const uintptr_t begin = info.dlpi_addr + segment.p_vaddr;
    const uintptr_t end = begin + segment.p_memsz;
    if (segment.p_type == PT_LOAD) {
      image.begin = begin < image.begin ? begin : image.begin;
      image.end = end > image.end ? end : image.end;
    } else if (segment.p_type == PT_DYNAMIC) {
      dynamic = reinterpret_cast<const ElfW(Dyn) *>(begin);
    } else if (segment.p_type == PT_GNU_RELRO) {
      image.relroBegin = begin;
      image.relroEnd = end;
    }
  }
  if (!dynamic)
    return false;
  for (; dynamic->d_tag != DT_NULL; ++dynamic) {
    const uintptr_t value = dynamic->d_un.d_ptr;
    switch (dynamic->d_tag) {
    case DT_SYMTAB:
      image.symbols = pointer<ElfW(Sym)>(image.bias, value);
      break;
    case DT_STRTAB:
      image.strings = pointer<char>(image.bias, value);
      break;
    case DT_GNU_HASH:
      image.hash = pointer<uint32_t>(image.bias, value);
      break;
    case DT_VERSYM:
      image.versions = pointer<ElfW(Half)>(image.bias, value);
      break;
    case DT_JMPREL:
      image.calls = pointer<ElfW(Rela)>(image.bias, value);
      break;
    case DT_PLTRELSZ:
      image.callBytes = value;
      break;
    case DT_RELA:
      image.others = pointer<ElfW(Rela)>(image.bias, value);
      break;
    case DT_RELASZ:
      image.otherBytes = value;
      break;
    default:
      break;
    }
  }
  return image.symbols && image.strings;
}

uint32_t hashOf(const char *name) {
  uint32_t hash = 5381;
  for (; *name; ++name)
    hash = hash * 33 + static_cast<unsigned char>(*name);
  return hash;
}

// The hash table is {buckets, first hashed symbol, words of the filter, shift},
// the filter, the buckets, and the symbols' own hashes, whose lowest bit ends a
// chain. Hidden versions are those that nobody is linked to any more.
void *find(const Image &image, const char *name) {
  if (!image.hash || !image.hash[0])
    return nullptr;
  const uint32_t buckets = image.hash[0], first = image.hash[1];
  const uint32_t *bucket =
      image.hash + 4 + image.hash[2] * (sizeof(uintptr_t) / 4);
  const uint32_t *chain = bucket + buckets;
  const uint32_t wanted = hashOf(name);
  uint32_t index = bucket[wanted % buckets];
  if (index < first)
    return nullptr;
  for (;; ++index) {
    const uint32_t hash = chain[index - first];
    const ElfW(Sym) &symbol = image.symbols[index];
    const bool isHidden = image.versions && (image.versions[index] & 0x8000);
    if ((hash | 1) == (wanted | 1) && symbol.st_shndx != SHN_UNDEF &&
        !isHidden && !__builtin_strcmp(image.strings + symbol.st_name, name))
      return reinterpret_cast<void *>(image.bias + symbol.st_value);
    if (hash & 1)
      return nullptr;
  }
}

bool startsWith(const char *text, const char *prefix) {
  for (; *prefix; ++prefix, ++text)
    if (*text != *prefix)
      return false;
  return true;
}

bool isWanted(const char *name, const Redirection &redirection) {
  if (!startsWith(name, redirection.prefix))
    return false;
  const size_t length = __builtin_strlen(name);
  const size_t prefix = __builtin_strlen(redirection.prefix);
  const size_t suffix = __builtin_strlen(redirection.suffix);
  if (!suffix)
    return length == prefix;
  return length >= prefix + suffix &&
         !__builtin_strcmp(name + length - suffix, redirection.suffix);
}

bool isNamed(const dl_phdr_info &info, const char *file) {
  const char *name = info.dlpi_name;
  if (const char *slash = __builtin_strrchr(name, '/'))
    name = slash + 1;
  for (; *file; ++file, ++name)
    if (*name != *file && (*file != '?' || !*name))
      return false;
  return true;
}

struct Work {
  const Redirections *wanted;
  Image images[kLibraries]; // of the libraries; begin 0: not there
  Image program;
  bool isLoading;
  bool hasAny, hasProgram;
};

void store(const Image &image, uintptr_t slot, void *to, bool isLoading) {
  const uintptr_t pageBytes = getauxval(AT_PAGESZ);
  const uintptr_t page = slot & ~(pageBytes - 1);
  const bool isProtected = slot >= image.relroBegin && slot < image.relroEnd;
  if (isProtected &&
      systemCall(SYS_mprotect, static_cast<long>(page),
                 static_cast<long>(pageBytes), PROT_READ | PROT_WRITE) != 0)
    return;
  __atomic_store_n(reinterpret_cast<void **>(slot), to, __ATOMIC_RELEASE);
  if (isProtected && !isLoading && page + pageBytes <= image.relroEnd)
    systemCall(SYS_mprotect, static_cast<long>(page),
               static_cast<long>(pageBytes), PROT_READ);
}

void redirect(const Work &work, const Image &image, const Image &library,
              const Redirection &redirection, const ElfW(Sym) & symbol,
              uintptr_t slot) {
  const char *name = image.strings + symbol.st_name;
  void *original = find(library, name);
  const uintptr_t now =
      __atomic_load_n(reinterpret_cast<uintptr_t *>(slot), __ATOMIC_RELAXED);
  const bool isOpen = image.contains(now);
  if (!original || (isOpen ? work.hasProgram && find(work.program, name)
                           : now != reinterpret_cast<uintptr_t>(original)))
    return; // of another module, or ours already
  void *known = __atomic_load_n(redirection.original, __ATOMIC_RELAXED);
  if (known != original) {
    if (known && library.contains(reinterpret_cast<uintptr_t>(known)))
      return; // two functions for one of ours
    __atomic_store_n(redirection.original, original, __ATOMIC_RELEASE);
  }
  store(image, slot, redirection.to, work.isLoading);
}

void redirectAll(const Work &work, const Image &image,
                 const ElfW(Rela) * relocations, size_t bytes) {
  for (size_t i = 0; i < bytes / sizeof *relocations; ++i) {
    const unsigned type =
        static_cast<unsigned>(ELF64_R_TYPE(relocations[i].r_info));
    if (type != kCallSlot && type != kAddressSlot)
      continue;
    const ElfW(Sym) &symbol = image.symbols[ELF64_R_SYM(relocations[i].r_info)];
    if (symbol.st_shndx != SHN_UNDEF)
      continue;
    const char *name = image.strings + symbol.st_name;
    for (unsigned row = 0; row < work.wanted->rowCount; ++row) {
      const Redirection &one = work.wanted->rows[row];
      if (work.images[one.library].symbols && isWanted(name, one))
        redirect(work, image, work.images[one.library], one, symbol,
                 image.bias + relocations[i].r_offset);
    }
  }
}

int findLibraries(dl_phdr_info *info, size_t, void *context) {
  Work &work = *static_cast<Work *>(context);
  if (!*info->dlpi_name && !work.hasProgram)
    work.hasProgram = readImage(*info, work.program);
  for (unsigned i = 0; i < work.wanted->fileCount; ++i)
    if (!work.images[i].symbols && isNamed(*info, work.wanted->files[i]))
      work.hasAny |= readImage(*info, work.images[i]);
  return 0;
}

int redirectModule(dl_phdr_info *info, size_t, void *context) {
  const Work &work = *static_cast<const Work *>(context);
  Image image;
  if (!readImage(*info, image))
    return 0;
  for (unsigned i = 0; i < work.wanted->fileCount; ++i)
    if (work.images[i].symbols && work.images[i].begin == image.begin)
      return 0; // the library itself
  redirectAll(work, image, image.calls, image.callBytes);
  redirectAll(work, image, image.others, image.otherBytes);
  return 0;
}

int redirectLocked(dl_phdr_info *, size_t, void *context) {
  Work &work = *static_cast<Work *>(context);
  dl_iterate_phdr(findLibraries, context);
  if (work.hasAny)
    dl_iterate_phdr(redirectModule, context);
  return 1;
}

} // namespace

bool redirectCalls(const Redirections &redirections, bool isLoading) {
  Work work = {};
  work.wanted = &redirections;
  work.isLoading = isLoading;
  dl_iterate_phdr(redirectLocked, &work);
  return work.hasAny;
}

uint64_t modulesLoaded() {
  uint64_t loaded = 0;
  dl_iterate_phdr(
      [](dl_phdr_info *info, size_t, void *context) {
        *static_cast<uint64_t *>(context) = info->dlpi_adds;
        return 1;
      },
      &loaded);
  return loaded;
}

void *findInLibrary(const char *file, const char *name) {
  struct Search {
    const char *file, *name;
    void *found;
  } search = {file, name, nullptr};
  dl_iterate_phdr(
      [](dl_phdr_info *info, size_t, void *context) {
        Search &search = *static_cast<Search *>(context);
        Image image;
        if (isNamed(*info, search.file) && readImage(*info, image))
          search.found = find(image, search.name);
        return search.found ? 1 : 0;
      },
      &search);
  return search.found;
}

} // namespace mapsan
