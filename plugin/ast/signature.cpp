// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/signature.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"

#include <algorithm>

namespace mapsan {

namespace {

// `T &&` with T deduced is no move. The pattern has fewer parameters than the
// function when it ends with a pack.
bool isForwardingReference(const clang::FunctionDecl *function, unsigned i) {
  const clang::FunctionTemplateDecl *primary = function->getPrimaryTemplate();
  if (!primary || primary->getTemplatedDecl()->param_empty())
    return false;
  const clang::FunctionDecl *pattern = primary->getTemplatedDecl();
  clang::QualType type =
      pattern->getParamDecl(std::min(i, pattern->getNumParams() - 1))
          ->getType();
  if (auto *pack = type->getAs<clang::PackExpansionType>())
    type = pack->getPattern();
  auto *reference = type->getAs<clang::RValueReferenceType>();
  return reference && reference->getPointeeType()->isTemplateTypeParmType() &&
         !reference->getPointeeType().hasQualifiers();
}

bool isMember(const MapClass *owner, clang::QualType type,
              std::initializer_list<const char *> names) {
  return owner &&
         std::any_of(names.begin(), names.end(), [&](const char *name) {
           return owner->hasMemberType(name, type);
         });
}

bool isInitializerList(clang::QualType type) {
  auto *record = type->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getIdentifier() &&
         record->getName() == "initializer_list";
}

ArgumentKind kindOf(const clang::FunctionDecl *function, unsigned i,
                    const MapClass *owner, MapClasses &classes) {
  clang::QualType declared =
      function->getParamDecl(i)->getType().getCanonicalType();
  clang::QualType bare = declared.getNonReferenceType().getUnqualifiedType();
  if (isMember(owner, bare, {"iterator", "const_iterator"}))
    return ArgumentKind::Iterator;
  if (isMember(owner, bare, {"node_type"}))
    return ArgumentKind::NodeHandle;
  if (isInitializerList(bare))
    return ArgumentKind::InitializerList;
  if (declared->isReferenceType() &&
      mapArgument(declared, owner, classes).map) {
    if (declared.getNonReferenceType().isConstQualified())
      return ArgumentKind::ConstMap;
    bool moved = declared->isRValueReferenceType() &&
                 !isForwardingReference(function, i);
    return moved ? ArgumentKind::MovedMap : ArgumentKind::Map;
  }
  if (isMember(owner, bare, {"key_type"}))
    return ArgumentKind::Key;
  if (isMember(owner, bare, {"value_type"}))
    return ArgumentKind::Value;
  return ArgumentKind::Other;
}

std::string nameOf(const clang::FunctionDecl *function, const MapClass *owner) {
  if (llvm::isa<clang::CXXConstructorDecl>(function))
    return "constructor";
  if (llvm::isa<clang::CXXDestructorDecl>(function))
    return "destructor";
  return owner ? function->getDeclName().getAsString()
               : qualifiedName(function);
}

} // namespace

MapArgument mapArgument(clang::QualType type, const MapClass *owner,
                        MapClasses &classes) {
  const clang::CXXRecordDecl *record =
      type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!record)
    return {};
  if (const ChainLink *link = owner ? owner->link(record) : nullptr)
    return {owner, link->toStorage};
  if (const MapClass *map = classes.find(record))
    return {map, map->links.front().toStorage};
  return {};
}

MethodSignature signatureOf(const clang::FunctionDecl *function,
                            const MapClass *owner, MapClasses &classes) {
  MethodSignature signature;
  signature.name = nameOf(function, owner);
  if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function))
    signature.isConst = method->isConst();
  for (unsigned i = 0; i < function->getNumParams(); ++i)
    signature.arguments.push_back(kindOf(function, i, owner, classes));
  return signature;
}

} // namespace mapsan
