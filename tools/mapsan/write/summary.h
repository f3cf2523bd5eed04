// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What people read at the end of a run: what was exercised, and one row for each
// race with how often it was seen, how, where, and in which test.
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_SUMMARY_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_SUMMARY_H

#include "tools/mapsan/log/finding.h"
#include "tools/mapsan/write/terminal.h"

#include <iosfwd>

namespace mapsan {

/// Nothing, or why a silent run says nothing: no process had the runtime, or all
/// ended and none reached a call site. Processes that did not end by themselves
/// left no counts: with one of those it cannot be told.
std::string whyNothingWasChecked(const Catalog &catalog);

/// 12 processes of 2 programs; 40 of 48 call sites reached; ... In several lines
/// where that is wider than `width`; 0: as wide as it takes.
void printExercise(std::ostream &out, const Catalog &catalog,
                   unsigned width = 0);

void printTable(std::ostream &out, const std::vector<Finding> &findings,
                const std::string &root, const Terminal &terminal);

/// "1 race", "2 races"
std::string several(uint64_t number, const std::string &what);

} // namespace mapsan

#endif
