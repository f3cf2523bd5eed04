// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of the locks in a report, where they are variables of the program or
// parts of such: 'mu', 'router+0x28'. Locks on the heap have none. Maps files:
// not in signal handlers.
#ifndef MAPSAN_RUNTIME_ENTRY_LOCK_NAMES_H
#define MAPSAN_RUNTIME_ENTRY_LOCK_NAMES_H

#include "runtime/report/report.h"

namespace mapsan {

void nameLocks(Report &report);

} // namespace mapsan

#endif
