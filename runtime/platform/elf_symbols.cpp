// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks into .symtab, else .dynsym. Every offset from the file is checked
// against its size: the file may be anything by now.
#include "runtime/platform/elf_symbols.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system_call.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>

namespace mapsan {
namespace {

class MappedFile {
public:
  explicit MappedFile(const char *path) {
    long fd =
        systemCall(SYS_openat, AT_FDCWD, argument(path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
      return;
    long size = systemCall(SYS_lseek, fd, 0, 2);
    if (size > 0) {
      long at = systemCall(SYS_mmap, 0, size, PROT_READ, MAP_PRIVATE, fd, 0);
      if (at > 0) {
        bytes_ = reinterpret_cast<const char *>(at);
        size_ = static_cast<size_t>(size);
      }
    }
    systemCall(SYS_close, fd);
  }
  ~MappedFile() { unmapPages(const_cast<char *>(bytes_), size_); }
  MappedFile(const MappedFile &) = delete;
  MappedFile &operator=(const MappedFile &) = delete;

  template <typename Type>
  const Type *at(uint64_t offset, uint64_t count = 1) const {
    if (!bytes_ || offset > size_ || count > (size_ - offset) / sizeof(Type))
      return nullptr;
    return reinterpret_cast<const Type *>(bytes_ + offset);
  }

  /// A zero-terminated string inside the file.
  const char *string(uint64_t offset) const {
    if (!bytes_ || offset >= size_)
      return nullptr;
    const void *end = __builtin_memchr(bytes_ + offset, 0, size_ - offset);
    return end ? bytes_ + offset : nullptr;
  }

private:
  const char *bytes_ = nullptr;
  size_t size_ = 0;
};

const Elf64_Shdr *findTable(const MappedFile &file, const Elf64_Ehdr &header,
                            uint32_t type) {
  const auto *sections = file.at<Elf64_Shdr>(header.e_shoff, header.e_shnum);
  for (unsigned i = 0; sections && i < header.e_shnum; ++i)
    if (sections[i].sh_type == type && sections[i].sh_link < header.e_shnum)
      return &sections[i];
  return nullptr;
}

struct Wanted {
  unsigned type; // STT_
  uint64_t offset;
};

const char *searchTable(const MappedFile &file, const Elf64_Ehdr &header,
                        const Elf64_Shdr &table, Wanted wanted,
                        uint64_t &distance) {
  uint64_t count = table.sh_size / sizeof(Elf64_Sym);
  const auto *symbols = file.at<Elf64_Sym>(table.sh_offset, count);
  const auto *sections = file.at<Elf64_Shdr>(header.e_shoff, header.e_shnum);
  for (uint64_t i = 0; symbols && i < count; ++i) {
    const Elf64_Sym &symbol = symbols[i];
    distance = wanted.offset - symbol.st_value;
    if (ELF64_ST_TYPE(symbol.st_info) == wanted.type && symbol.st_shndx &&
        wanted.offset >= symbol.st_value && distance < symbol.st_size)
      return file.string(sections[table.sh_link].sh_offset + symbol.st_name);
  }
  return nullptr;
}

bool find(const char *path, Wanted wanted, char *name, size_t capacity,
          uint64_t &distance) {
  MappedFile file(path);
  const auto *header = file.at<Elf64_Ehdr>(0);
  if (!header || __builtin_memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64)
    return false;
  const uint32_t kinds[] = {SHT_SYMTAB, SHT_DYNSYM};
  for (uint32_t kind : kinds) {
    const Elf64_Shdr *table = findTable(file, *header, kind);
    const char *found =
        table ? searchTable(file, *header, *table, wanted, distance) : nullptr;
    if (found) {
      TextWriter(name, capacity).put(found);
      return true;
    }
  }
  return false;
}

} // namespace

bool findElfSymbol(const char *path, uint64_t offset, char *name,
                   size_t capacity) {
  uint64_t distance;
  return find(path, {STT_FUNC, offset}, name, capacity, distance);
}

bool findElfVariable(const char *path, uint64_t offset, char *name,
                     size_t capacity, uint64_t &distance) {
  return find(path, {STT_OBJECT, offset}, name, capacity, distance);
}

} // namespace mapsan
