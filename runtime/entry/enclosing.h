// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations that are started by an operation on the same map:
//
//   void Names::addAll(...) { for_each(..., [this](auto n) { add(n); }); }
//
// In the same thread the inner one is a part of the outer one and no re-entrance.
// In another thread (a parallel loop in a method) it is an operation of that
// thread, but not in conflict with the outer one, which waits for it; with its
// siblings it may be.
#ifndef MAPSAN_RUNTIME_ENTRY_ENCLOSING_H
#define MAPSAN_RUNTIME_ENTRY_ENCLOSING_H

#include "runtime/state/threads.h"

namespace mapsan {

/// In code of the map's own class, but in no method's own body.
bool isInClassCode(const MapsanSite &site);

/// Whether one of the two stands in a lambda or local class in the method that
/// the other calls.
bool isOneInTheOther(const MapsanSite &one, const MapsanSite &other);

/// The thread other than `self` and `outer` that is inside an operation on
/// `map`, with its entry; null if there is none.
const ThreadRecord *findSibling(const ThreadRecord &self,
                                const ThreadRecord &outer, const void *map,
                                MapsanEntry &entry);

} // namespace mapsan

#endif
