// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exit statuses of all commands (docs/command.md). The first that fits:
#ifndef MAPSAN_TOOLS_MAPSAN_STATUS_H
#define MAPSAN_TOOLS_MAPSAN_STATUS_H

namespace mapsan {

enum Status {
  kFine = 0,
  kMistake = 1,         // wrong arguments, a file that cannot be used
  kRaces = 66,          // a race that no baseline accepts
  kNothingChecked = 67, // no process had the runtime, or reached a call site
  kDamaged = 65,        // a log, or lines of one, had to be skipped
  kTimeout = 124,       // the command ran out of its time, as timeout(1) says
};

} // namespace mapsan

#endif
