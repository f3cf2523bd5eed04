// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Site records of a module that is about to go, and their copies that stay: what
// the detector remembers is turned to the copies (entry/unload.cpp makes them).
#ifndef MAPSAN_RUNTIME_CORE_MOVED_SITES_H
#define MAPSAN_RUNTIME_CORE_MOVED_SITES_H

#include "runtime/abi/site.h"

#include <stdint.h>

namespace mapsan {

struct MovedSites {
  const MapsanSite *begin, *end, *copies;
  uintptr_t imageBegin, imageEnd; // of the module

  bool has(const MapsanSite *site) const {
    return reinterpret_cast<uintptr_t>(site) >=
               reinterpret_cast<uintptr_t>(begin) &&
           reinterpret_cast<uintptr_t>(site) < reinterpret_cast<uintptr_t>(end);
  }

  /// Any thread, at any time. One that its owner rewrites in between names
  /// another module's site already.
  void turn(const MapsanSite *&place) const {
    const MapsanSite *site = __atomic_load_n(&place, __ATOMIC_RELAXED);
    if (has(site))
      __atomic_compare_exchange_n(&place, &site, copies + (site - begin), false,
                                  __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  }
};

} // namespace mapsan

#endif
