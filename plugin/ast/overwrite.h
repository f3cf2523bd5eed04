// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What insert_or_assign and its like overwrite when the key is there: no reference
// shows it to the program, so the element is found by the iterator in the result.
// Only where it is certain that the assignment writes the value, and needs no lock
// that it takes itself: scalars, types that are copied as bytes, and strings,
// vectors and the like of the standard library.
#ifndef MAPSAN_PLUGIN_AST_OVERWRITE_H
#define MAPSAN_PLUGIN_AST_OVERWRITE_H

#include "plugin/ast/map_class.h"

namespace mapsan {

struct Overwrite {
  clang::CXXMethodDecl *arrow = nullptr; // operator-> of the result's iterator
  long offset = 0, size = 0;             // OverwriteMark
};

/// Of a method that returns a pair of iterator and bool.
Overwrite overwriteOf(const MapClass &map, const clang::CXXMethodDecl *method);

} // namespace mapsan

#endif
