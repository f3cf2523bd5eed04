// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names for people: what the programmer calls the map of each call, and where
// that variable or member is declared. Also finds what MAPSAN_IGNORE and the
// ignore files leave out, because that hangs on variables and functions too.
//
//   routes_.find(k)        Router::routes_     a member
//   cache[i].insert(x)     cache[...]          an element of something
//   table().clear()        table()             a result
//   *shared                *shared             through a pointer
#ifndef MAPSAN_PLUGIN_AST_OBJECTS_H
#define MAPSAN_PLUGIN_AST_OBJECTS_H

#include "plugin/ast/methods.h"

namespace mapsan {

/// Walks the bodies of these declarations (those in system headers are left out
/// by the caller) and fills the table's objects, ignoredCalls,
/// ignoredFunctions and inside. More of them may come meanwhile, from a module.
void nameObjects(Unit &unit, MethodMarker &methods,
                 const std::vector<clang::Decl *> &decls);

} // namespace mapsan

#endif
