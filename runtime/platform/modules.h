// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program and its shared libraries: which one holds an address. The list is
// taken from the loader beforehand, because the loader's own query takes locks.
// A refresh publishes a new list and leaves the old one where it is (readers
// may be on it); lists are small and refreshes rare.
#ifndef MAPSAN_RUNTIME_PLATFORM_MODULES_H
#define MAPSAN_RUNTIME_PLATFORM_MODULES_H

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

struct Module {
  uintptr_t begin, end; // of its code segments, from the first to the last
  uintptr_t imageBegin, imageEnd; // with its data
  uintptr_t bias; // address - bias is what is in the file's tables
  const char *path;
  uintptr_t ehFrameHdr; // unwind table, or 0
  uint8_t buildId[20];
  uint8_t buildIdBytes; // 0: it has none
  bool isUnloaded;      // kept for its name: its memory is gone
  bool isRuntime;       // holds our own code and is a library of its own
};

/// Takes the list anew if modules were loaded or unloaded. Not in signal
/// handlers: takes the loader's lock. Call at start, after dlopen, and before
/// resolving a report.
void refreshModules();

/// The module whose code contains the address, or null. Callable from anywhere.
const Module *findModule(uintptr_t address);

/// The module whose code or data contains the address, or null.
const Module *findModuleOfData(uintptr_t address);

} // namespace mapsan

#endif
