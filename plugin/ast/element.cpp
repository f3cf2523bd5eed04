// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The elements of nearly all maps are std::pair<const Key, Mapped>, whatever the
// storage is. Where they are not, elements are watched all the same, and have
// no key in reports.
#include "plugin/ast/element.h"

#include "plugin/ast/key.h"

#include "clang/AST/ASTContext.h"

namespace mapsan {

namespace {

PairFields pairOf(const MapClass &map) {
  // std::flat_map's keys and values lie apart.
  if (!map.memberType("mapped_container_type").isNull())
    return {};
  clang::QualType type = map.memberType("value_type");
  return type.isNull() ? PairFields() : pairFields(type);
}

bool isSame(const clang::ASTContext &context, clang::QualType left,
            clang::QualType right) {
  return context.hasSameUnqualifiedType(left, right);
}

} // namespace

ElementMark wholeElement(const clang::ASTContext &context,
                         const MapClass &map) {
  ElementMark mark;
  PairFields pair = pairOf(map);
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
  PairFields pair = pairOf(map);
  if (pair.second && isSame(context, pair.second->getType(), value)) {
    mark = wholeElement(context, map);
    mark.offset = long(offsetOf(context, pair.second));
  }
  return mark;
}

} // namespace mapsan
