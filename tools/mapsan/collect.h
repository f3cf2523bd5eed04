// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the commands that read logs have in common: the logs, an optional
// baseline, where the result goes, and which status that makes.
#ifndef MAPSAN_TOOLS_MAPSAN_COLLECT_H
#define MAPSAN_TOOLS_MAPSAN_COLLECT_H

#include "tools/mapsan/arguments.h"
#include "tools/mapsan/log/baseline.h"
#include "tools/mapsan/log/catalog.h"

namespace mapsan {

class Collected {
public:
  Collected()
      : reader_([this](const LogLine &line) { return catalog_.take(line); }) {}
  Collected(const Collected &) = delete;

  void read(const std::vector<std::string> &logs) {
    for (const std::string &log : logs)
      reader_.readAny(log);
  }

  const Catalog &catalog() const { return catalog_; }

  /// How many logs were read, empty ones too.
  uint64_t files() const { return reader_.files(); }

  /// Names what was skipped; the status if there is nothing worse.
  int finish(std::ostream &errors) const;

private:
  Catalog catalog_;
  LogReader reader_;
};

/// --baseline and --today.
struct BaselineWish {
  std::string file, day = today();
  Baseline baseline;

  void declare(Arguments &arguments);
  /// Nothing, or the status after a mistake.
  std::optional<int> read(const Arguments &arguments,
                          const Invocation &invocation);
};

/// Hands `write` a stream to the file, or to the command's own if no file is
/// named. What cannot be written is a mistake; 0 if it could.
int writeTo(const Arguments &arguments, const Invocation &invocation,
            const std::string &file,
            const std::function<void(std::ostream &)> &write);

} // namespace mapsan

#endif
