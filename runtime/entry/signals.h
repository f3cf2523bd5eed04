// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fatal signals inside map operations (DESIGN 5, "Crashes").
#ifndef MAPSAN_RUNTIME_ENTRY_SIGNALS_H
#define MAPSAN_RUNTIME_ENTRY_SIGNALS_H

namespace mapsan {

/// Installs the handlers, in front of those that are there.
void catchFatalSignals();

} // namespace mapsan

#endif
