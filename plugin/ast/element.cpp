// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The elements of nearly all maps are std::pair<const Key, Mapped>, whatever the
// storage is. Where they are not, elements are watched all the same, and have
// no key in reports.
#include "plugin/ast/element.h"

#include "plugin/ast/key.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecordLayout.h"

namespace mapsan {

namespace {

// The pair's fields, or nulls.
struct Pair {
  const clang::FieldDecl *first = nullptr, *second = nullptr;
};

Pair pairOf(const MapClass &map) {
  Pair pair;
  clang::QualType type = map.memberType("value_type");
  const clang::CXXRecordDecl *record =
      type.isNull() ? nullptr : type->getAsCXXRecordDecl();
  record = record ? record->getDefinition() : nullptr;
  if (!record || !record->isInStdNamespace() || !record->getIdentifier() ||
      record->getName() != "pair" || record->isInvalidDecl())
    return pair;
  for (const clang::FieldDecl *field : record->fields()) {
    if (field->getName() == "first")
      pair.first = field;
    else if (field->getName() == "second")
      pair.second = field;
  }
  return pair.first && pair.second ? pair : Pair();
}

long offsetOf(const clang::ASTContext &context, const clang::FieldDecl *field) {
  return long(
      context.toCharUnitsFromBits(context.getFieldOffset(field)).getQuantity());
}

bool isSame(const clang::ASTContext &context, clang::QualType left,
            clang::QualType right) {
  return context.hasSameUnqualifiedType(left, right);
}

} // namespace

ElementMark wholeElement(const clang::ASTContext &context,
                         const MapClass &map) {
  ElementMark mark;
  Pair pair = pairOf(map);
  if (map.typeFlags() & kTypeSet || map.memberType("mapped_type").isNull())
    return mark;
  mark.offset = 0;
  if (pair.first && offsetOf(context, pair.first) == 0)
    describeKey(context, pair.first->getType(), /*firstOfPair=*/false,
                mark.key);
  return mark;
}

ElementMark elementOfResult(const clang::ASTContext &context,
                            const MapClass &map, clang::QualType result) {
  ElementMark none;
  if (!result->isLValueReferenceType() && !result->isPointerType())
    return none;
  clang::QualType value = result->getPointeeType();
  if (value->isVoidType() || value->isFunctionType() ||
      value->isIncompleteType() || map.typeFlags() & kTypeSet)
    return none;
  clang::QualType mapped = map.memberType("mapped_type");
  if (!mapped.isNull() && !isSame(context, value, mapped))
    return none;
  if (const clang::CXXRecordDecl *record = value->getAsCXXRecordDecl())
    if (map.link(record))
      return none; // *this
  ElementMark mark;
  mark.offset = 0;
  Pair pair = pairOf(map);
  if (pair.second && isSame(context, pair.second->getType(), value)) {
    mark = wholeElement(context, map);
    mark.offset = offsetOf(context, pair.second);
  }
  return mark;
}

} // namespace mapsan
