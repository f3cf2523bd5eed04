// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where in an element the mapped value lies, and how its key is shown.
#ifndef MAPSAN_PLUGIN_AST_ELEMENT_H
#define MAPSAN_PLUGIN_AST_ELEMENT_H

#include "plugin/ast/map_class.h"
#include "plugin/marker/marker.h"

namespace mapsan {

/// What a dereferenced iterator of this map is. None for sets: what cannot be
/// written needs no watching.
ElementMark wholeElement(const clang::ASTContext &context, const MapClass &map);

/// What a method's result of this type is: a reference or a pointer to the mapped
/// value, or none.
ElementMark elementOfResult(const clang::ASTContext &context,
                            const MapClass &map, clang::QualType result);

} // namespace mapsan

#endif
