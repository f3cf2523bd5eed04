// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Not yet.
#include "runtime/entry/signals.h"

namespace mapsan {
void catchFatalSignals() {}
} // namespace mapsan
