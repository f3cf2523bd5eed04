// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/cheap_methods.h"

#include "plugin/ast/methods.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Sema/Sema.h"

namespace mapsan {

namespace {

// The used attribute makes code generation emit what nothing calls yet. It must
// be there before the body is instantiated: that is when code generation
// decides.
bool request(clang::Sema &sema, clang::CXXMethodDecl *method) {
  if (!method || method->hasAttr<clang::UsedAttr>())
    return false;
  if (method->getTemplateSpecializationKind() ==
      clang::TSK_ExplicitInstantiationDeclaration)
    return false; // extern template: another unit has it
  method->addAttr(clang::UsedAttr::CreateImplicit(sema.getASTContext()));
  sema.MarkFunctionReferenced(method->getLocation(), method);
  return true;
}

} // namespace

void makeCheapMethodsExist(clang::Sema &sema,
                           const std::vector<const MapClass *> &maps,
                           const std::vector<clang::CXXMethodDecl *> &arrows) {
  clang::Sema::ContextRAII atTopLevel(
      sema, sema.getASTContext().getTranslationUnitDecl());
  bool any = false;
  for (const MapClass *map : maps) {
    any |= request(sema, sizeMethod(*map).method);
    any |= request(sema, bucketsMethod(*map).method);
  }
  for (clang::CXXMethodDecl *arrow : arrows)
    any |= request(sema, arrow);
  if (any)
    sema.PerformPendingInstantiations();
}

} // namespace mapsan
