// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What insert_or_assign and its like overwrite when the key is there: no reference
// shows it to the program, so the element is found by the iterator in the result.
// And what copies and comparisons of whole maps read: every value.
//
// Only where it is certain that the value is written or read, and without a lock
// that it takes itself: scalars, types that are copied as bytes, and strings,
// vectors and the like of the standard library.
#include "plugin/ast/element.h"
#include "plugin/ast/key.h"
#include "plugin/ast/methods.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace mapsan {

namespace {

struct Overwrite {
  clang::CXXMethodDecl *arrow = nullptr; // operator-> of the result's iterator
  long offset = 0, size = 0;             // OverwriteMark
};

struct Every {
  clang::CXXMethodDecl *begin = nullptr, *next = nullptr, *arrow = nullptr;
  long beginOffset = 0, offset = 0, size = 0; // EveryMark
};

enum class Reading { Copying, Comparing };

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

bool isRead(const clang::ASTContext &context, clang::QualType type,
            Reading reading) {
  if (type->isDependentType() || type->isIncompleteType() ||
      type.isVolatileQualified())
    return false;
  if (type->isScalarType())
    return true;
  const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl();
  if (!record || !record->getDefinition() || record->isUnion())
    return false;
  const auto *known =
      llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
  if (known && isStandardValue(record)) {
    const llvm::StringRef name = record->getName();
    if (name == "basic_string")
      return true;
    if (name == "vector" || name == "deque" || name == "list" ||
        name == "optional")
      return isRead(context, known->getTemplateArgs()[0].getAsType(), reading);
  }
  return reading == Reading::Copying && record->hasTrivialCopyConstructor() &&
         record->hasTrivialCopyAssignment() && record->isTriviallyCopyable();
}

clang::CXXMethodDecl *nextOf(const clang::CXXRecordDecl *iterator) {
  const clang::DeclarationName name =
      iterator->getASTContext().DeclarationNames.getCXXOperatorName(
          clang::OO_PlusPlus);
  for (clang::NamedDecl *decl : iterator->lookup(name))
    if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl))
      if (method->param_empty() && !method->isVirtual() &&
          hasDefinition(method))
        return method;
  return nullptr;
}

Every beginOf(const MapClass &map) {
  clang::ASTContext &context = map.record->getASTContext();
  Every every;
  for (const ChainLink &link : map.links)
    for (clang::NamedDecl *decl :
         link.record->lookup(&context.Idents.get("begin"))) {
      auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl);
      if (every.begin || !method || !method->isConst() ||
          !method->param_empty() || method->isStatic() || method->isVirtual() ||
          !hasDefinition(method))
        continue;
      every.begin = method;
      every.beginOffset = -link.toStorage;
    }
  return every;
}

Every everyElementOf(const MapClass &map, Reading reading) {
  const clang::ASTContext &context = map.record->getASTContext();
  const clang::QualType mapped = map.memberType("mapped_type");
  if (mapped.isNull() || !isRead(context, mapped, reading))
    return {};
  Every every = beginOf(map);
  const clang::CXXRecordDecl *iterator =
      every.begin ? every.begin->getReturnType()->getAsCXXRecordDecl()
                  : nullptr;
  iterator = iterator ? iterator->getDefinition() : nullptr;
  if (!iterator || !(every.arrow = arrowOf(iterator)) ||
      !(every.next = nextOf(iterator)))
    return {};
  const clang::FieldDecl *second = secondOf(
      every.arrow->getReturnType()->getPointeeType()->getAsCXXRecordDecl());
  if (!second || !context.hasSameUnqualifiedType(second->getType(), mapped))
    return {};
  every.offset =
      long(context.toCharUnitsFromBits(context.getFieldOffset(second))
               .getQuantity());
  const clang::CXXRecordDecl *record = mapped->getAsCXXRecordDecl();
  every.size = record && isStandardValue(record)
                   ? long(sizeof(void *))
                   : long(context.getTypeSizeInChars(mapped).getQuantity());
  return every;
}

// Of a method that returns a pair of iterator and bool.
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

} // namespace

void MethodMarker::describeOverwrite(const MapClass &map,
                                     const clang::CXXMethodDecl *method,
                                     MethodMark &mark) {
  if (mark.operands.empty() || mark.operands[0].effect != Effect::Assign ||
      mark.operands[0].observe != Observe::PairSecond)
    return;
  const Overwrite overwrite = overwriteOf(map, method);
  if (!overwrite.arrow)
    return;
  arrows_.push_back(overwrite.arrow);
  mark.overwrite.arrow = unit_.mangledNames(overwrite.arrow).front();
  mark.overwrite.offset = overwrite.offset;
  mark.overwrite.size = overwrite.size;
  const ElementMark element = wholeElement(unit_.context, map);
  for (int part = 0; part < 2; ++part)
    mark.overwrite.key[part] = element.key[part];
}

// Of copies, and of the one comparison that says whether all was read; members
// may compare addresses first.
void MethodMarker::describeEvery(const MapClass &map,
                                 const clang::FunctionDecl *function,
                                 MethodMark &mark) {
  const bool isCopy = mark.isConstructor || mark.name == "operator=";
  if (!(isCopy || (mark.isStatic && mark.name == "operator==")) ||
      mark.typeFlags & kTypeConcurrent || mark.size.empty() ||
      !function->isUsed(/*CheckUsedAttr=*/false) ||
      std::none_of(mark.operands.begin(), mark.operands.end(),
                   [](const Operand &operand) {
                     return operand.effect == Effect::ReadAll;
                   }))
    return;
  const Every every =
      everyElementOf(map, isCopy ? Reading::Copying : Reading::Comparing);
  if (!every.begin)
    return;
  arrows_.insert(arrows_.end(), {every.begin, every.next, every.arrow});
  mark.every.begin = unit_.mangledNames(every.begin).front();
  mark.every.next = unit_.mangledNames(every.next).front();
  mark.every.arrow = unit_.mangledNames(every.arrow).front();
  mark.every.beginOffset = every.beginOffset;
  mark.every.offset = every.offset;
  mark.every.size = every.size;
  const ElementMark element = wholeElement(unit_.context, map);
  for (int part = 0; part < 2; ++part)
    mark.every.key[part] = element.key[part];
}

} // namespace mapsan
