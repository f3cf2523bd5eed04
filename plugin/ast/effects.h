// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a method does to its map. First that applies:
//
//   an annotation of the method      mapsan::read, write, upsert, erase, safe
//   the model's rule
//   public, name without leading _   the default rule of own classes
//   anything else                    nothing: internals of a modelled class
#ifndef MAPSAN_PLUGIN_AST_EFFECTS_H
#define MAPSAN_PLUGIN_AST_EFFECTS_H

#include "plugin/ast/map_class.h"
#include "plugin/model/model.h"

#include <optional>

namespace mapsan {

/// Offsets of the operands are 0: where in the argument the storage is, is for
/// the caller to say.
std::optional<MethodModel> effectOf(const clang::CXXMethodDecl *method,
                                    const MapClass &map, MapClasses &classes);

} // namespace mapsan

#endif
