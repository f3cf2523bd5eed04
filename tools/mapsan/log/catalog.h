// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all logs together say: each race once, by its fingerprint, with how often
// and in which tests; and what was exercised, by program. Logs of many processes,
// runs and machines come in any order, merged ones too:
//
//   count of a race   processes in which it was reported (a process reports it
//                     once, and a merged log says how many it stands for)
//   the line kept     the one with the most complete stacks; among equal ones
//                     the first
//
// Memory grows with the number of different races and programs, not with the
// number of records: of each race one line is kept, and 32 tests.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_CATALOG_H
#define MAPSAN_TOOLS_MAPSAN_LOG_CATALOG_H

#include "tools/mapsan/log/reader.h"

#include <map>
#include <set>

namespace llvm {
class raw_ostream;
}

namespace mapsan {

/// A race, or a note, as the catalog has it.
struct Known {
  std::string line; // the record, as JSON
  uint64_t count = 0;
  std::set<std::string> tests;
  uint64_t order = 0; // of first sight
  unsigned quality = 0;
  bool isNote = false;
};

/// What one program did, over all its processes.
struct Exercise {
  uint64_t processes = 0; // began
  uint64_t ended = 0;     // by themselves; of the others no counts are known
  std::map<std::string, uint64_t> counts;

  uint64_t count(const std::string &name) const {
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
  }
  uint64_t operations() const { return count("reads") + count("writes"); }
};

class Catalog {
public:
  static constexpr size_t kMaxTests = 32;

  /// A record of any kind; false: it lacks what its kind has.
  bool take(const LogLine &line);

  const std::map<std::string, Known> &races() const { return races_; }
  const std::map<std::string, Exercise> &programs() const { return programs_; }

  /// Over all programs. Counts are sums, but call sites of one program are the
  /// same in all its processes: there it is the most that one process had.
  Exercise total() const;

  /// Fingerprints of races (or of notes), in the order of first sight.
  std::vector<std::string> inOrder(bool notes = false) const;

  /// As JSON Lines, which take() understands.
  void write(llvm::raw_ostream &out) const;

private:
  bool takeRace(const LogLine &line, bool isNote);

  std::map<std::string, Known> races_;
  std::map<std::string, Exercise> programs_;
};

} // namespace mapsan

#endif
