// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes size() and bucket_count() of modelled maps exist in the module, and
// operator-> of iterators in results, to be called: a method of a class template
// that the unit itself never calls has no body. This is the only thing the plugin
// adds to a unit.
#ifndef MAPSAN_PLUGIN_AST_CHEAP_METHODS_H
#define MAPSAN_PLUGIN_AST_CHEAP_METHODS_H

#include "plugin/ast/map_class.h"

namespace clang {
class Sema;
}

namespace mapsan {

/// Call after parsing, before code generation ends.
void makeCheapMethodsExist(clang::Sema &sema,
                           const std::vector<const MapClass *> &maps,
                           const std::vector<clang::CXXMethodDecl *> &arrows);

} // namespace mapsan

#endif
