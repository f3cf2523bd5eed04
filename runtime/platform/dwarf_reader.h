// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers and expressions in DWARF's encodings. Reading past the end sets
// `failed` and gives zeros. Callable from anywhere.
#ifndef MAPSAN_RUNTIME_PLATFORM_DWARF_READER_H
#define MAPSAN_RUNTIME_PLATFORM_DWARF_READER_H

#include "runtime/platform/unwind_table.h"

#include <stddef.h>

namespace mapsan {

struct DwarfReader {
  const uint8_t *at;
  const uint8_t *end;
  bool failed = false;

  template <typename Number> Number fixed() {
    Number value{};
    if (at > end || static_cast<size_t>(end - at) < sizeof(Number)) {
      failed = true;
      return value;
    }
    __builtin_memcpy(&value, at, sizeof(Number));
    at += sizeof(Number);
    return value;
  }

  uint64_t unsignedNumber() {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      uint8_t byte = fixed<uint8_t>();
      if (shift < 64)
        value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (!(byte & 0x80))
        return value;
    }
  }

  int64_t signedNumber() {
    uint64_t value = 0;
    for (unsigned shift = 0;;) {
      uint8_t byte = fixed<uint8_t>();
      if (shift < 64)
        value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      shift += 7;
      if (byte & 0x80)
        continue;
      if (shift < 64 && (byte & 0x40))
        value |= ~uint64_t{0} << shift;
      return static_cast<int64_t>(value);
    }
  }

  const char *string() {
    const char *text = reinterpret_cast<const char *>(at);
    while (fixed<uint8_t>() != 0)
      ;
    return failed ? "" : text;
  }

  /// A pointer in one of the DW_EH_PE encodings: absolute or pc-relative.
  uintptr_t encoded(uint8_t encoding) {
    uintptr_t base =
        (encoding & 0x70) == 0x10 ? reinterpret_cast<uintptr_t>(at) : 0;
    if ((encoding & 0x70) != 0x10 && (encoding & 0x70) != 0)
      failed = true;
    switch (encoding & 0x0F) {
    case 0x00: // absptr
    case 0x04: // udata8
    case 0x0C: // sdata8
      return base + fixed<uint64_t>();
    case 0x02: // udata2
      return base + fixed<uint16_t>();
    case 0x03: // udata4
      return base + fixed<uint32_t>();
    case 0x0A: // sdata2
      return base + static_cast<uintptr_t>(fixed<int16_t>());
    case 0x0B: // sdata4
      return base + static_cast<uintptr_t>(fixed<int32_t>());
    default:
      failed = true;
      return 0;
    }
  }
};

/// Runs a DWARF expression. `start`, if given, is on its stack at the
/// beginning (the frame address). False if it needs what is not known.
bool evaluate(const uint8_t *block, uint64_t bytes, const StackReader &stack,
              const Registers &registers, const uint64_t *start,
              uint64_t &result);

} // namespace mapsan

#endif
