// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Models as text for people: docs/models.md, and the answer to one question.
#ifndef MAPSAN_PLUGIN_MODEL_TABLES_H
#define MAPSAN_PLUGIN_MODEL_TABLES_H

#include "plugin/model/model.h"

namespace mapsan {

/// Markdown: the effects, then the types with what their methods do. Rules that
/// several types share are printed once, under all their names.
std::string tablesOf(const Models &models);

/// "erase, seen by: returned count, argument 0", or "nothing".
std::string describe(const MethodModel &model);

} // namespace mapsan

#endif
