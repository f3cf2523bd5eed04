// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How code that is added comes from an iterator to the mapped value (WayMark), and
// to the next iterator.
#ifndef MAPSAN_PLUGIN_AST_ELEMENT_WAY_H
#define MAPSAN_PLUGIN_AST_ELEMENT_WAY_H

#include "plugin/ast/map_class.h"
#include "plugin/marker/marker.h"

namespace mapsan {

struct ElementWay {
  clang::CXXMethodDecl *call = nullptr; // what the mark's `call` is to name
  WayMark mark;

  explicit operator bool() const { return mark.kind != WayMark::Kind::None; }
};

/// mapped_type, also of a map that does not say so (llvm::MapVector); null: none.
clang::QualType mappedType(const MapClass &map);

/// From an iterator of this type to a value of the map's mapped_type.
ElementWay wayToElement(const MapClass &map, clang::QualType iterator);

/// The iterator's ++it, or null.
clang::CXXMethodDecl *stepOf(clang::QualType iterator);

} // namespace mapsan

#endif
