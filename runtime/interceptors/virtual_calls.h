// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Virtual functions of the program that a library calls: such a call goes
// through the object and passes no place of ours. So the object is given a
// table of our own, a copy of its class's in which some functions are ours; they
// find the program's by it. Copies are made once for each class and stay.
//
// Only what the library's own base class declares is copied: the object must be
// in the library's hands, or get its table back before the program uses it.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_VIRTUAL_CALLS_H
#define MAPSAN_RUNTIME_INTERCEPTORS_VIRTUAL_CALLS_H

#include <stdint.h>

namespace mapsan {

struct VirtualTable {
  static constexpr unsigned kFunctions = 4;

  void *const *original; // what the object pointed to
  const void *head[2];   // offset to the top, type
  void *functions[kFunctions];
};

/// Those that are not null are ours; up to `count` the others are copied.
struct Replacements {
  unsigned count;
  void *functions[VirtualTable::kFunctions];
};

/// False: there is no memory, or there are too many classes. `replacements`
/// must be the same for all objects of a class. Any thread.
bool replaceVirtual(void *object, const Replacements &replacements);

/// Of an object that was given such a table.
inline VirtualTable &virtualTableOf(void *object) {
  return *reinterpret_cast<VirtualTable *>(
      *static_cast<char **>(object) -
      __builtin_offsetof(VirtualTable, functions));
}

/// Gives the object its own table back, and tells which function stood there.
inline void *restoreVirtual(void *object, unsigned function) {
  VirtualTable &table = virtualTableOf(object);
  *static_cast<void *const **>(object) = table.original;
  return table.original[function];
}

} // namespace mapsan

#endif
