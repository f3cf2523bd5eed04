// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names, files and lines for program counters. One llvm-symbolizer process is
// started for all program counters of a report and must answer within a time
// limit. Without one, names come from the ELF symbol tables, and the answer
// says so.
//
// In signal handlers too, when the settings say so: starting and reading the
// process is system calls alone (process.h). Not before main's libraries are
// set up. Nothing is
// allocated from the program's heap; the child is invisible to wait() and sends
// no SIGCHLD; the threads of the program go on meanwhile.
#ifndef MAPSAN_RUNTIME_PLATFORM_SYMBOLIZER_H
#define MAPSAN_RUNTIME_PLATFORM_SYMBOLIZER_H

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

struct SymbolizerSettings {
  bool enabled;     // false: ELF symbol tables only
  const char *path; // null or empty: llvm-symbolizer from PATH
  uint32_t timeoutMs;
  bool inSignalHandler = false; // modules as last refreshed: no loader's lock
};

/// One source position; strings live during the call that passes it.
struct Symbol {
  const char *function; // null: not known
  const char *file;     // null: not known
  uint32_t line;
  uint32_t column;
  const char *module;  // null: in no module
  const char *buildId; // hexadecimal, null: has none
  uint64_t offset;
  bool inlined;
  bool isRuntime;
};

using OnSymbol = void (*)(void *context, size_t index, const Symbol &symbol);

/// `addresses[i]` is an address inside the instruction of interest: for a
/// return address, that address - 1. Calls onSymbol at least once per index,
/// in order, inlined functions first. Returns null, or a sentence about what is
/// missing and how to get it.
const char *symbolize(const uint64_t *addresses, size_t count,
                      const SymbolizerSettings &settings, OnSymbol onSymbol,
                      void *context);

} // namespace mapsan

#endif
