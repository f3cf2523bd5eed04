// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that are a part of the operation around them. Such a call is recognised
// by its object: every operand of the call is, by constant offsets and through
// the stack slots of unoptimised code, an operand of the function around it, of
// the same class chain.
//
// A private helper (a method whose mark has no effect) is such a function around
// them when nothing but operations of its own map calls it, as far as this unit
// shows: libstdc++'s checked unordered_map erases in _M_erase.
#ifndef MAPSAN_PLUGIN_IR_INNER_CALLS_H
#define MAPSAN_PLUGIN_IR_INNER_CALLS_H

#include "plugin/ir/plan.h"

namespace mapsan {

bool isInner(const PlannedCall &planned, const Method *around);

/// A helper that others call too is a function like any other, and so may be the
/// helpers that it calls: takes them out of plan.methodOf.
void dropOpenHelpers(Plan &plan);

} // namespace mapsan

#endif
