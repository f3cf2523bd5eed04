// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Site and type records for operations that the program announces itself
// (mapsan.h): what the plugin writes as static data is made here, once for each
// place. Strings are copied: the records outlive the module that named them.
//
// Callable from anywhere; bounded. When the tables are full, or another thread
// holds them for too long, a record without names is the answer.
#ifndef MAPSAN_RUNTIME_ENTRY_USER_SITES_H
#define MAPSAN_RUNTIME_ENTRY_USER_SITES_H

#include "runtime/abi/site.h"

namespace mapsan {

struct UserPlace {
  const char *method, *function, *file; // null: not known
  uint32_t line;
  Effect effect;
};

/// The site of an operation on this map, whose type is what noteUserMap said.
const MapsanSite *userSite(const void *map, const UserPlace &place);

void noteUserMap(const void *map, const char *type);
void forgetUserMap(const void *map);
void moveUserMap(const void *from, const void *to);

} // namespace mapsan

#endif
