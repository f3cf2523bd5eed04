// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When iterators and references stay valid. A model says it by effect,
//
//   invalidates: { upsert: iterators-on-rehash, erase: element, write: all }
//
// and a method of its own where that is not true for it (erase(iterator) always
// writes, and loses what an erase loses: `invalidates: erase`). What nobody says is not known: then
// nothing may be claimed. Pure.
#ifndef MAPSAN_PLUGIN_MODEL_INVALIDATION_H
#define MAPSAN_PLUGIN_MODEL_INVALIDATION_H

#include "plugin/model/model.h"

namespace mapsan {

/// Completes a type whose rules and table are complete: each operand gets what
/// its rule says, else what the table says of its effect; the type's flags are
/// set accordingly.
void resolveInvalidation(TypeModel &type);

/// "all iterators, if it rehashes".
const char *invalidatesText(Invalidates invalidates);

} // namespace mapsan

#endif
