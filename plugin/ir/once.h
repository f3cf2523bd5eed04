// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// std::call_once of libc++. The caller's code asks the flag by an acquire load,
// which is an atomic like others; the release store that it finds there is
// inside libc++'s library, which nobody instruments. It comes after the
// program's function, so that is given a companion:
//
//   std::__call_once(flag, argument, function)
//   std::__call_once(flag, {flag, argument, function}, mapsan.once)
//
//   mapsan.once(all): function(argument), then a release at the flag
//
// Who waits inside for another that is at it comes after that one by the
// library's own mutex.
#ifndef MAPSAN_PLUGIN_IR_ONCE_H
#define MAPSAN_PLUGIN_IR_ONCE_H

#include "plugin/ir/atomics.h"

namespace mapsan {

/// Changes the calls, and adds the releases to what is to be told.
void companionOnce(llvm::Module &module, std::vector<Atomic> &atomics);

} // namespace mapsan

#endif
