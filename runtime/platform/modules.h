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
  bool isUnloaded; // kept for its name: its memory is gone, or soon will be
  bool isMoved;    // listed where nothing lies
  bool isVisited;  // by forEachUnloaded
  bool isRuntime;  // holds our own code and is a library of its own
};

/// Takes the list anew if modules were loaded or unloaded. Not in signal
/// handlers: takes the loader's lock. Call at start, after dlopen, and before
/// resolving a report.
void refreshModules();

/// The module that has this address in its image is about to go. From now on it
/// is listed a second time, where nothing ever lies: what is known of its code
/// can be moved there (each address by `distance`) and stays what it is when
/// something else is loaded at the old place. False: not known, or no memory.
struct Leaving {
  Module module;
  uintptr_t distance;
};
bool listLeaving(uintptr_t address, Leaving &leaving);

/// How often that was done: what others keep by code addresses is void then.
uint32_t modulesLeft();

/// Calls visit(context, module), once, for those that are gone and were found
/// gone by refreshModules while no other was at their place.
void forEachUnloaded(void (*visit)(void *context, const Module &module),
                     void *context);

/// The module whose code contains the address, or null. Callable from anywhere.
const Module *findModule(uintptr_t address);

/// The module whose code or data contains the address, or null.
const Module *findModuleOfData(uintptr_t address);

/// The first module, also of those that are gone, for which this holds, or null.
const Module *findModuleIf(bool (*holds)(const Module &module));

} // namespace mapsan

#endif
