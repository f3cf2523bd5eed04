// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a change of a map does to iterators that are not those of what it erases,
// as far as it is certain whatever the arguments were.
#ifndef MAPSAN_PLUGIN_IR_LOSS_H
#define MAPSAN_PLUGIN_IR_LOSS_H

#include "plugin/marker/marker.h"

namespace mapsan {

LostIterators lossOf(const MethodMark &mark, const Operand &operand);

/// erase(iterator): its first argument names the element that goes.
bool erasesIterator(const MethodMark &mark);

/// erase(key), for a key that is a reference.
bool erasesKey(const MethodMark &mark);

} // namespace mapsan

#endif
