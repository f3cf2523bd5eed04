// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Iterators of most maps point to pairs; Qt's to values; LLVM's have their operators
// and fields in base classes; MapVector's are pointers; those of std::flat_map, whose
// keys and values lie apart, make a pair of references.
#include "plugin/ast/element_way.h"

#include "plugin/ast/element.h"
#include "plugin/ast/key.h"
#include "plugin/ast/methods.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecordLayout.h"

namespace mapsan {

namespace {

// Of the class or of a base that begins where it does.
template <typename Wanted>
clang::CXXMethodDecl *findOperator(const clang::CXXRecordDecl *record,
                                   clang::OverloadedOperatorKind kind,
                                   Wanted isWanted) {
  record = record ? record->getDefinition() : nullptr;
  if (!record || record->isInvalidDecl() || record->isDependentContext())
    return nullptr;
  clang::ASTContext &context = record->getASTContext();
  const auto name = context.DeclarationNames.getCXXOperatorName(kind);
  bool isHidden = false;
  for (clang::NamedDecl *decl : record->lookup(name)) {
    isHidden = true;
    if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl))
      if (method->param_empty() && !method->isVirtual() &&
          hasDefinition(method) && isWanted(method))
        return method;
  }
  if (isHidden)
    return nullptr;
  const clang::ASTRecordLayout &layout = context.getASTRecordLayout(record);
  for (const clang::CXXBaseSpecifier &base : record->bases()) {
    const clang::CXXRecordDecl *bare = base.getType()->getAsCXXRecordDecl();
    if (!bare || base.isVirtual() || !layout.getBaseClassOffset(bare).isZero())
      continue;
    if (clang::CXXMethodDecl *method = findOperator(bare, kind, isWanted))
      return method;
  }
  return nullptr;
}

// Where the field `second` of that type is in it, in bytes; -1: nowhere.
long offsetOfSecond(const clang::CXXRecordDecl *record,
                    clang::QualType wanted) {
  record = record ? record->getDefinition() : nullptr;
  if (!record || record->isInvalidDecl())
    return -1;
  const clang::ASTContext &context = record->getASTContext();
  for (const clang::FieldDecl *field : record->fields())
    if (field->getName() == "second")
      return context.hasSameUnqualifiedType(field->getType(), wanted)
                 ? long(offsetOf(context, field))
                 : -1;
  const clang::ASTRecordLayout &layout = context.getASTRecordLayout(record);
  for (const clang::CXXBaseSpecifier &base : record->bases()) {
    const clang::CXXRecordDecl *bare = base.getType()->getAsCXXRecordDecl();
    const long offset =
        bare && !base.isVirtual() ? offsetOfSecond(bare, wanted) : -1;
    if (offset >= 0)
      return long(layout.getBaseClassOffset(bare).getQuantity()) + offset;
  }
  return -1;
}

// What a pointer to `element` leads to: a pair, or the value alone.
bool describe(const MapClass &map, clang::QualType element,
              clang::QualType mapped, WayMark &mark) {
  const clang::ASTContext &context = map.record->getASTContext();
  if (context.hasSameUnqualifiedType(element, mapped))
    return true;
  mark.offset = offsetOfSecond(element->getAsCXXRecordDecl(), mapped);
  if (mark.offset < 0)
    return false;
  const ElementMark whole = wholeElement(context, map);
  for (int part = 0; part < 2; ++part)
    mark.key[part] = whole.key[part];
  return true;
}

bool isReferenceTo(const clang::FieldDecl *field, clang::QualType type) {
  return field->getType()->isLValueReferenceType() &&
         field->getASTContext().hasSameUnqualifiedType(
             field->getType().getNonReferenceType(), type);
}

} // namespace

clang::QualType mappedType(const MapClass &map) {
  const clang::QualType mapped = map.memberType("mapped_type");
  if (!mapped.isNull() || !map.model || map.typeFlags() & kTypeSet)
    return mapped;
  const clang::QualType value = map.memberType("value_type");
  const PairFields pair = value.isNull() ? PairFields() : pairFields(value);
  return pair.second ? pair.second->getType() : mapped;
}

ElementWay wayToElement(const MapClass &map, clang::QualType iterator) {
  const clang::ASTContext &context = map.record->getASTContext();
  const clang::QualType mapped = mappedType(map),
                        key = map.memberType("key_type");
  ElementWay way;
  if (mapped.isNull() || mapped->isIncompleteType())
    return {};
  if (iterator->isPointerType()) {
    const clang::QualType element = iterator->getPointeeType();
    if (element->isIncompleteType() || element->isFunctionType() ||
        !describe(map, element, mapped, way.mark))
      return {};
    way.mark.kind = WayMark::Kind::Pointer;
    way.mark.stride = long(context.getTypeSizeInChars(element).getQuantity());
    return way;
  }
  const clang::CXXRecordDecl *record = iterator->getAsCXXRecordDecl();
  const auto pointsToIt = [](const clang::CXXMethodDecl *method) {
    const clang::QualType type = method->getReturnType();
    return method->isConst() &&
           (type->isPointerType() || type->isLValueReferenceType());
  };
  way.call = findOperator(record, clang::OO_Arrow, pointsToIt);
  if (!way.call)
    way.call = findOperator(record, clang::OO_Star, pointsToIt);
  if (way.call) {
    way.mark.kind = WayMark::Kind::Arrow;
    return describe(map, way.call->getReturnType()->getPointeeType(), mapped,
                    way.mark)
               ? way
               : ElementWay();
  }
  way.call = findOperator(
      record, clang::OO_Star, [&](const clang::CXXMethodDecl *method) {
        const PairFields pair = pairFields(method->getReturnType());
        return method->isConst() && !key.isNull() && pair.first &&
               isReferenceTo(pair.first, key) &&
               isReferenceTo(pair.second, mapped);
      });
  if (!way.call)
    return {};
  way.mark.kind = WayMark::Kind::References;
  describeKey(context, key, /*firstOfPair=*/false, way.mark.key);
  return way;
}

clang::CXXMethodDecl *stepOf(clang::QualType iterator) {
  return findOperator(iterator->getAsCXXRecordDecl(), clang::OO_PlusPlus,
                      [](const clang::CXXMethodDecl *) { return true; });
}

} // namespace mapsan
