// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Virtual functions of the program that a library calls: such a call goes
// through the object and passes no place of ours. So the object is given a
// table of our own, a copy of its class's in which some functions are ours; they
// find the program's by it. Copies are made once for each class and stay.
//
// The copy has room for what the class and those derived from it may have added
// behind, and before (offsets of virtual bases): how much that is cannot be
// known, and what lies there if it is less does not matter. The program may so
// use the object meanwhile.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_VIRTUAL_CALLS_H
#define MAPSAN_RUNTIME_INTERCEPTORS_VIRTUAL_CALLS_H

#include <stdint.h>

namespace mapsan {

struct VirtualTable {
  static constexpr unsigned kHead = 8; // ends with offset to the top and type
  static constexpr unsigned kFunctions = 56;

  void *const *original; // what the object pointed to
  void *head[kHead];
  void *functions[kFunctions];
};

/// Those that are not null are ours.
struct Replacements {
  void *functions[4];
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
