// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What llvm-symbolizer answers: a block per address,
//
//   Router::find(int)             inlined functions first
//   /src/router.h:20:7
//   Router::lookup(int)
//   /src/router.cpp:52:20
//   (empty line)
//
// and whatever else somebody's program of that name prints: nothing is taken for
// granted but the zero byte at the end. Pure; writes into the text it reads.
#ifndef MAPSAN_RUNTIME_PLATFORM_SYMBOLIZER_ANSWER_H
#define MAPSAN_RUNTIME_PLATFORM_SYMBOLIZER_ANSWER_H

#include "runtime/platform/symbolizer.h"

namespace mapsan {

/// Hands on one block, or `symbol` as it is if the block is empty, and moves `text`
/// behind it.
void passBlock(char *&text, size_t index, Symbol symbol, OnSymbol onSymbol,
               void *context);

} // namespace mapsan

#endif
