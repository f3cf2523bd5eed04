// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/key.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/TargetInfo.h"

namespace mapsan {

namespace {

const clang::ClassTemplateSpecializationDecl *
standardTemplate(clang::QualType type, llvm::StringRef name) {
  auto *record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type->getAsCXXRecordDecl());
  return record && record->isInStdNamespace() && record->getIdentifier() &&
                 record->getName() == name && record->getDefinition()
             ? record
             : nullptr;
}

bool isChar(const clang::ClassTemplateSpecializationDecl *record) {
  const clang::TemplateArgument &first = record->getTemplateArgs()[0];
  return first.getKind() == clang::TemplateArgument::Type &&
         first.getAsType()->isSpecificBuiltinType(clang::BuiltinType::Char_S);
}

// The library is known by its inline namespace: libstdc++'s __cxx11 strings
// begin with pointer and size; its old ones are one pointer, of which nothing
// is shown; libc++'s keep short ones in place. A view is two fields in one
// order or the other.
KeyKind stringKind(const clang::ASTContext &context, clang::QualType type) {
  if (auto *view = standardTemplate(type, "basic_string_view")) {
    auto *record = view->getDefinition();
    if (!isChar(view) || record->field_empty())
      return KeyKind::Opaque;
    return record->field_begin()->getType()->isPointerType()
               ? KeyKind::StringPtrSize
               : KeyKind::StringSizePtr;
  }
  auto *string = standardTemplate(type, "basic_string");
  if (!string || !isChar(string))
    return KeyKind::Opaque;
  auto *space = llvm::dyn_cast<clang::NamespaceDecl>(string->getDeclContext());
  if (!space || !space->isInline())
    return KeyKind::Opaque;
  if (space->getName() == "__cxx11")
    return KeyKind::StringPtrSize;
  bool littleEndian = context.getTargetInfo().isLittleEndian();
  return space->getName() == "__1" && littleEndian ? KeyKind::StringLibcxx
                                                   : KeyKind::Opaque;
}

MapsanKeyPart describePart(const clang::ASTContext &context,
                           clang::QualType type, uint64_t offset) {
  type = type.getCanonicalType().getUnqualifiedType();
  MapsanKeyPart part = {KeyKind::Opaque, 0, 0};
  if (type->isIncompleteType() || type->isDependentType() || offset > 65535)
    return part;
  uint64_t width = context.getTypeSizeInChars(type).getQuantity();
  if (type->isBooleanType()) {
    part.kind = KeyKind::Bool;
  } else if (type->isSpecificBuiltinType(clang::BuiltinType::Char_S) ||
             type->isSpecificBuiltinType(clang::BuiltinType::Char_U)) {
    part.kind = KeyKind::Char;
  } else if (type->isIntegralOrEnumerationType() && width <= 8) {
    part.kind = type->isSignedIntegerOrEnumerationType() ? KeyKind::Signed
                                                         : KeyKind::Unsigned;
  } else if (type->isSpecificBuiltinType(clang::BuiltinType::Float) ||
             type->isSpecificBuiltinType(clang::BuiltinType::Double)) {
    part.kind = KeyKind::Float;
  } else if (type->isPointerType()) {
    part.kind = type->getPointeeType()->isCharType() ? KeyKind::CString
                                                     : KeyKind::Pointer;
  } else if (type->isRecordType()) {
    part.kind = stringKind(context, type);
  }
  if (part.kind != KeyKind::Opaque) {
    part.offset = static_cast<uint16_t>(offset);
    part.width = static_cast<uint8_t>(width > 255 ? 0 : width);
  }
  return part;
}

} // namespace

PairFields pairFields(clang::QualType type) {
  PairFields pair;
  auto *record = standardTemplate(type, "pair");
  if (!record || record->isInvalidDecl())
    return pair;
  for (const clang::FieldDecl *field : record->getDefinition()->fields()) {
    if (field->getName() == "first")
      pair.first = field;
    else if (field->getName() == "second")
      pair.second = field;
  }
  return pair.first && pair.second ? pair : PairFields();
}

uint64_t offsetOf(const clang::ASTContext &context,
                  const clang::FieldDecl *field) {
  return uint64_t(
      context.toCharUnitsFromBits(context.getFieldOffset(field)).getQuantity());
}

void describeKey(const clang::ASTContext &context, clang::QualType type,
                 bool wantFirst, MapsanKeyPart (&parts)[2]) {
  type = type.getNonReferenceType();
  parts[0] = parts[1] = {KeyKind::None, 0, 0};
  auto [first, second] = pairFields(type);
  if (!first) {
    parts[0] = describePart(context, type, 0);
    return;
  }
  if (first->getType()->isReferenceType() ||
      second->getType()->isReferenceType()) {
    parts[0] = {KeyKind::Opaque, 0, 0};
    return;
  }
  if (wantFirst) {
    uint64_t offset = offsetOf(context, first);
    describeKey(context, first->getType(), false, parts);
    for (MapsanKeyPart &part : parts)
      if (part.width)
        part.offset = static_cast<uint16_t>(part.offset + offset);
    return;
  }
  parts[0] = describePart(context, first->getType(), offsetOf(context, first));
  parts[1] =
      describePart(context, second->getType(), offsetOf(context, second));
  if (parts[0].kind == KeyKind::Opaque || parts[1].kind == KeyKind::Opaque) {
    parts[0] = {KeyKind::Opaque, 0, 0};
    parts[1] = {KeyKind::None, 0, 0};
  }
}

clang::QualType firstOfPair(clang::QualType type) {
  const clang::FieldDecl *first = pairFields(type.getNonReferenceType()).first;
  return first ? first->getType() : type;
}

bool isOneArgument(const clang::ASTContext &context, clang::QualType type) {
  type = type.getCanonicalType();
  if (type->isReferenceType() || type->isPointerType())
    return true;
  if (type->isIntegralOrEnumerationType())
    return !type->isIncompleteType() &&
           context.getTypeSizeInChars(type).getQuantity() <= 8;
  return type->isSpecificBuiltinType(clang::BuiltinType::Float) ||
         type->isSpecificBuiltinType(clang::BuiltinType::Double);
}

} // namespace mapsan
