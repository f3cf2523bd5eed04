// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The translation unit that is being looked at, and the few questions about
// names that every part of the AST half asks. Lives from the end of parsing to
// the end of HandleTranslationUnit.
#ifndef MAPSAN_PLUGIN_AST_UNIT_H
#define MAPSAN_PLUGIN_AST_UNIT_H

#include "plugin/ast/ignore_list.h"
#include "plugin/marker/table.h"
#include "plugin/model/model.h"
#include "plugin/options/options.h"

#include "clang/AST/GlobalDecl.h"
#include "clang/AST/Mangle.h"
#include "clang/AST/Type.h"

#include <memory>
#include <string>
#include <vector>

namespace clang {
class ASTContext;
class FunctionDecl;
class NamedDecl;
} // namespace clang

namespace mapsan {

class Unit {
public:
  Unit(clang::ASTContext &context, const PluginOptions &options,
       const Models &models, const IgnoreList &ignored, MarkTable &table);

  /// All names code generation may give a function: one, or for constructors
  /// and destructors one per variant. Empty for templates and dependent code.
  std::vector<std::string> mangledNames(const clang::FunctionDecl *function);

  /// Names a class for the machine: the same in every unit, and different for
  /// classes that differ (within a unit).
  std::string mangledType(clang::QualType type);

  /// A type for people: "std::map<int, std::string>". Without inline
  /// namespaces, default arguments, and libstdc++'s debug namespaces; what models
  /// know by an alias has the model's name.
  std::string typeName(clang::QualType type) const;

  clang::ASTContext &context;
  const PluginOptions &options;
  const Models &models;
  const IgnoreList &ignored;
  MarkTable &table;

private:
  std::unique_ptr<clang::MangleContext> mangler_;
};

/// "std::map" for std::__1::map: no inline namespaces, no template arguments.
std::string qualifiedName(const clang::NamedDecl *decl);

/// Whether `decl` carries [[clang::annotate("mapsan::<what>")]].
bool isAnnotated(const clang::Decl *decl, const char *what);

} // namespace mapsan

#endif
