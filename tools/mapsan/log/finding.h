// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What there is to decide: a race of the catalog, how often it was seen, and what
// the baseline says of it. All writers begin from here.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_FINDING_H
#define MAPSAN_TOOLS_MAPSAN_LOG_FINDING_H

#include "tools/mapsan/log/baseline.h"
#include "tools/mapsan/log/catalog.h"
#include "tools/mapsan/log/record.h"

namespace mapsan {

struct Finding {
  LogRace race;
  std::string line; // the record as JSON
  uint64_t count = 0;
  std::set<std::string> tests;
  Standing standing = Standing::New;
  Accepted accepted; // what the baseline has, if it has it
};

class Symbols;

/// Races of the catalog: new ones first, then expired and accepted ones, each in
/// the order of first sight. With symbols, frames that lack lines get them.
std::vector<Finding> findingsOf(const Catalog &catalog,
                                const Baseline &baseline,
                                const std::string &today,
                                Symbols *symbols = nullptr);

/// Of these, how many no baseline accepts.
size_t countOpen(const std::vector<Finding> &findings);

/// The folder that the places of all findings have in common, without a '/' at
/// its end: what readers need not be told in each line. Empty: there is none.
std::string commonRoot(const std::vector<Finding> &findings);

/// new, known or expired
const char *nameOf(Standing standing);

} // namespace mapsan

#endif
