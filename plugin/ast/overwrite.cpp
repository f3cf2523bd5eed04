// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/overwrite.h"

#include "plugin/ast/key.h"
#include "plugin/ast/methods.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecordLayout.h"
#include "llvm/ADT/STLExtras.h"

namespace mapsan {

namespace {

// As kValues of value_calls.cpp: without a lock of their own.
bool isStandardValue(const clang::CXXRecordDecl *record) {
  static const llvm::StringRef kNames[] = {
      "basic_string", "vector",     "deque",    "list",
      "unique_ptr",   "shared_ptr", "optional", "array"};
  return record->isInStdNamespace() && record->getIdentifier() &&
         llvm::is_contained(kNames, record->getName());
}

// How many bytes at its begin are written when `from` is assigned; 0: who knows.
long writtenSize(const clang::ASTContext &context, clang::QualType type,
                 clang::QualType from) {
  if (type->isDependentType() || type->isIncompleteType() ||
      type.isVolatileQualified())
    return 0;
  const long size = long(context.getTypeSizeInChars(type).getQuantity());
  if (type->isScalarType())
    return size;
  const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl();
  if (!record)
    return 0;
  if (isStandardValue(record))
    return sizeof(void *);
  const bool isCopied =
      context.hasSameUnqualifiedType(type, from.getNonReferenceType()) &&
      record->hasTrivialCopyAssignment() && record->isTriviallyCopyable() &&
      !record->isUnion();
  return isCopied ? size : 0;
}

clang::CXXMethodDecl *arrowOf(const clang::CXXRecordDecl *iterator) {
  const clang::DeclarationName name =
      iterator->getASTContext().DeclarationNames.getCXXOperatorName(
          clang::OO_Arrow);
  for (clang::NamedDecl *decl : iterator->lookup(name))
    if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl))
      if (method->isConst() && method->param_empty() && !method->isVirtual() &&
          method->getReturnType()->isPointerType() && hasDefinition(method))
        return method;
  return nullptr;
}

// `second` of the pair that this is, or begins with.
const clang::FieldDecl *secondOf(const clang::CXXRecordDecl *record) {
  record = record ? record->getDefinition() : nullptr;
  if (!record || record->isInvalidDecl())
    return nullptr;
  for (const clang::FieldDecl *field : record->fields())
    if (field->getName() == "second")
      return field;
  return nullptr;
}

} // namespace

Overwrite overwriteOf(const MapClass &map, const clang::CXXMethodDecl *method) {
  const clang::ASTContext &context = map.record->getASTContext();
  const clang::QualType result = method->getReturnType();
  const clang::QualType mapped = map.memberType("mapped_type");
  const clang::QualType first = firstOfPair(result);
  if (mapped.isNull() || first == result || method->param_empty())
    return {};
  const clang::CXXRecordDecl *iterator = first->getAsCXXRecordDecl();
  iterator = iterator ? iterator->getDefinition() : nullptr;
  Overwrite overwrite;
  if (!iterator || !(overwrite.arrow = arrowOf(iterator)))
    return {};
  const clang::FieldDecl *second = secondOf(
      overwrite.arrow->getReturnType()->getPointeeType()->getAsCXXRecordDecl());
  const clang::ParmVarDecl *value =
      method->getParamDecl(method->getNumParams() - 1);
  if (!second || !context.hasSameUnqualifiedType(second->getType(), mapped) ||
      !(overwrite.size = writtenSize(context, mapped, value->getType())))
    return {};
  overwrite.offset =
      long(context.toCharUnitsFromBits(context.getFieldOffset(second))
               .getQuantity());
  return overwrite;
}

} // namespace mapsan
