// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the models want to know of a function (plugin/model/model.h): its name,
// constness and the rough kind of each parameter.
#ifndef MAPSAN_PLUGIN_AST_SIGNATURE_H
#define MAPSAN_PLUGIN_AST_SIGNATURE_H

#include "plugin/ast/map_class.h"
#include "plugin/model/model.h"

namespace mapsan {

/// `owner`: the map whose method it is, or null for a free function (its name
/// is then qualified).
MethodSignature signatureOf(const clang::FunctionDecl *function,
                            const MapClass *owner, MapClasses &classes);

/// The map that a parameter of this type refers to and the distance to its
/// storage; `owner` may be null. No map: nothing.
struct MapArgument {
  const MapClass *map = nullptr;
  long toStorage = 0;
};
MapArgument mapArgument(clang::QualType type, const MapClass *owner,
                        MapClasses &classes);

} // namespace mapsan

#endif
