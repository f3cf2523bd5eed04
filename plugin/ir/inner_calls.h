// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operands of calls that are a part of the operation around them. Such an operand
// is, by constant offsets and through the stack slots of unoptimised code, an
// operand of the function around it, of the same class chain. In
//
//   void Map::take(Map &other) { swap(other); }
//
// what swap does to the object belongs to take, what it does to `other` not. Of a
// type that its model calls closed, so do operations on maps that are members of the
// operand: llvm::DenseSet has a DenseMap. Of one that its model calls indirect, so do
// those on maps that it gets from a pointer or a function: Qt 6's QMap has its std::map
// in data that it shares with its copies.
//
// A private helper (a method whose mark has no effect) is such a function around
// them when nothing but operations of its own map calls it, as far as this unit
// shows: libstdc++'s checked unordered_map erases in _M_erase.
#ifndef MAPSAN_PLUGIN_IR_INNER_CALLS_H
#define MAPSAN_PLUGIN_IR_INNER_CALLS_H

#include "plugin/ir/plan.h"

namespace mapsan {

/// Leaves those operands of the call that are not a part of `around`.
void dropInnerOperands(PlannedCall &planned, const Method *around);

/// A helper that others call too is a function like any other, and so may be the
/// helpers that it calls: takes them out of plan.methodOf.
void dropOpenHelpers(Plan &plan);

} // namespace mapsan

#endif
