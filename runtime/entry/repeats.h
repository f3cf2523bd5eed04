// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What has been reported and what was suppressed, by keys:
//
//   pairKey      of two call sites, in either order, and the title: known before
//                any work is done
//   fingerprint  of a finished report (report.h), because one call site in a
//                header has a record in each unit
//   stacksKey    of two whole stacks. A suppression may rest on any frame: it
//                holds for the same two stacks
//
// Reading (wasTold) needs no lock; the rest is for the holder of the report lock
// (publish.cpp).
#ifndef MAPSAN_RUNTIME_ENTRY_REPEATS_H
#define MAPSAN_RUNTIME_ENTRY_REPEATS_H

#include "runtime/entry/conflict.h"
#include "runtime/report/report.h"

namespace mapsan {

uint64_t pairKey(const MapsanSite &first, const MapsanSite &second,
                 Title title);
uint64_t pairKey(const Conflict &conflict);
uint64_t stacksKey(uint64_t pair, const Conflict &conflict);

bool wasTold(uint64_t key);
/// Remembers the key. False: it was known.
bool isNews(uint64_t key);

/// Whether a suppression was found to cover these stacks, and which
/// (Suppressions::match).
bool wasSuppressed(uint64_t stacks, unsigned &line);
void rememberSuppressed(uint64_t stacks, unsigned line);

/// A module was unloaded: its sites' addresses may be another's.
void forgetReportedPairs();

/// In the child of fork.
void forgetRepeats();

} // namespace mapsan

#endif
