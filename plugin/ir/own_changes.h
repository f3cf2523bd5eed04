// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dereferences of an iterator that may come after a change of its map by the same
// function which makes it invalid. Changes nothing.
#ifndef MAPSAN_PLUGIN_IR_OWN_CHANGES_H
#define MAPSAN_PLUGIN_IR_OWN_CHANGES_H

#include "plugin/ir/iterator_origins.h"
#include "plugin/ir/plan.h"

namespace mapsan {

/// May the operation make any iterator of its map invalid?
bool mayInvalidate(const PlannedCall &planned);

/// Those of plan.lookedAt.
std::vector<PlannedStep> usesAfterChange(const Plan &plan,
                                         const IteratorOrigins &origins);

} // namespace mapsan

#endif
