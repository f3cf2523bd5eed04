// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sections are read, not segments: in a file of debug information alone the
// segments are those of the program, and not there. LLVM's own function came with
// 16.
#include "tools/mapsan/log/build_id.h"

#include <cstring>
#include <elf.h>
#include <fstream>

namespace mapsan {
namespace {

constexpr uint64_t kMaxNotes = 1u << 20;
constexpr unsigned kMaxSections = 1u << 16;
constexpr char kHex[] = "0123456789abcdef";

template <typename Record>
bool readAt(std::ifstream &in, uint64_t offset, Record &record) {
  in.seekg(static_cast<std::streamoff>(offset));
  in.read(reinterpret_cast<char *>(&record), sizeof record);
  return static_cast<bool>(in);
}

/// The id in these notes, or the empty string.
std::string findIn(const std::string &notes) {
  for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= notes.size();) {
    Elf64_Nhdr note;
    std::memcpy(&note, notes.data() + at, sizeof note);
    const size_t name = at + sizeof note;
    const size_t id = name + (size_t{note.n_namesz} + 3) / 4 * 4;
    const size_t next = id + (size_t{note.n_descsz} + 3) / 4 * 4;
    if (id > notes.size() || note.n_descsz > notes.size() - id)
      return "";
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
        notes.compare(name, 3, "GNU") == 0) {
      std::string text;
      for (size_t i = id; i < id + note.n_descsz; ++i) {
        const auto byte = static_cast<unsigned char>(notes[i]);
        text += kHex[byte >> 4];
        text += kHex[byte & 15];
      }
      return text;
    }
    at = next;
  }
  return "";
}

} // namespace

std::string buildIdOf(const std::string &file) {
  std::ifstream in(file, std::ios::binary);
  Elf64_Ehdr header;
  if (!in || !readAt(in, 0, header) ||
      std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_shentsize != sizeof(Elf64_Shdr))
    return "";
  for (unsigned i = 0; i < header.e_shnum && i < kMaxSections; ++i) {
    Elf64_Shdr section;
    if (!readAt(in, header.e_shoff + i * sizeof section, section))
      return "";
    if (section.sh_type != SHT_NOTE || section.sh_size > kMaxNotes)
      continue;
    std::string notes(section.sh_size, 0);
    in.seekg(static_cast<std::streamoff>(section.sh_offset));
    in.read(notes.data(), static_cast<std::streamsize>(notes.size()));
    if (!in)
      return "";
    const std::string found = findIn(notes);
    if (!found.empty())
      return found;
  }
  return "";
}

} // namespace mapsan
