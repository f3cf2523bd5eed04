// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What insert_or_assign and its like overwrite when the key is there: no reference
// shows it to the program, so the element is found by the iterator in the result.
// And what copies and comparisons of whole maps read: every value.
//
// Only where it is certain that the value is written or read, and without a lock
// that it takes itself: scalars, types that are copied as bytes, and strings,
// vectors and the like of the standard library.
#include "plugin/ast/element_way.h"
#include "plugin/ast/key.h"
#include "plugin/ast/methods.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace mapsan {

namespace {

struct Overwrite {
  ElementWay way;
  long size = 0; // OverwriteMark
};

struct Every {
  clang::CXXMethodDecl *begin = nullptr, *next = nullptr;
  ElementWay way;
  long beginOffset = 0, size = 0; // EveryMark
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
  // Empty: of a set that is made of a map (QHash), and perhaps without operator->.
  if (!record || record->isEmpty())
    return 0;
  if (isStandardValue(record))
    return sizeof(void *);
  const bool isCopied =
      context.hasSameUnqualifiedType(type, from.getNonReferenceType()) &&
      record->hasTrivialCopyAssignment() && record->isTriviallyCopyable() &&
      !record->isUnion();
  return isCopied ? size : 0;
}

bool isRead(const clang::ASTContext &context, clang::QualType type,
            Reading reading) {
  if (type->isDependentType() || type->isIncompleteType() ||
      type.isVolatileQualified())
    return false;
  if (type->isScalarType())
    return true;
  const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl();
  if (!record || !record->getDefinition() || record->isUnion() ||
      record->isEmpty())
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
  const clang::QualType mapped = mappedType(map);
  if (mapped.isNull() || !isRead(context, mapped, reading))
    return {};
  Every every = beginOf(map);
  if (!every.begin)
    return {};
  const clang::QualType iterator = every.begin->getReturnType();
  if (!(every.way = wayToElement(map, iterator)) ||
      (!(every.next = stepOf(iterator)) && !iterator->isPointerType()))
    return {};
  const clang::CXXRecordDecl *record = mapped->getAsCXXRecordDecl();
  every.size = record && isStandardValue(record)
                   ? long(sizeof(void *))
                   : long(context.getTypeSizeInChars(mapped).getQuantity());
  return every;
}

// Of a method that returns an iterator, or a pair of one and a bool.
Overwrite overwriteOf(const MapClass &map, const clang::CXXMethodDecl *method) {
  const clang::QualType mapped = mappedType(map);
  if (mapped.isNull() || method->param_empty())
    return {};
  const clang::ParmVarDecl *value =
      method->getParamDecl(method->getNumParams() - 1);
  Overwrite overwrite;
  overwrite.size =
      writtenSize(map.record->getASTContext(), mapped, value->getType());
  if (overwrite.size)
    overwrite.way = wayToElement(map, firstOfPair(method->getReturnType()));
  return overwrite;
}

} // namespace

void MethodMarker::describeOverwrite(const MapClass &map,
                                     const clang::CXXMethodDecl *method,
                                     const MethodModel &model,
                                     MethodMark &mark) {
  if (mark.operands.empty() || mark.operands[0].effect != Effect::Assign)
    return;
  const bool isPair =
      firstOfPair(method->getReturnType()) != method->getReturnType();
  if (mark.operands[0].observe !=
          (isPair ? Observe::PairSecond : Observe::Size) ||
      (!isPair && (mark.size.empty() || model.keyParameter < 0)))
    return;
  const Overwrite overwrite = overwriteOf(map, method);
  if (!overwrite.way)
    return;
  mark.overwrite.way = markOf(overwrite.way);
  mark.overwrite.size = overwrite.size;
}

WayMark MethodMarker::markOf(const ElementWay &way) {
  WayMark mark = way.mark;
  if (way.call) {
    arrows_.push_back(way.call);
    mark.call = unit_.mangledNames(way.call).front();
  }
  return mark;
}

// Two are equal if and only if their bytes are.
static bool isCompared(clang::QualType type) {
  return !type.isNull() && (type->isIntegerType() || type->isPointerType()) &&
         !type->isEnumeralType();
}

// Sorted maps are compared in their order, also by <.
static bool isComparedInOrder(const MapClass &map) {
  const clang::QualType sorting = map.memberType("key_compare");
  return !sorting.isNull() && isCompared(map.memberType("key_type")) &&
         isCompared(mappedType(map));
}

static bool isComparison(const MethodMark &mark) {
  return mark.name == "operator==" || mark.name == "operator!=" ||
         mark.name == "operator<" || mark.name == "operator<=>";
}

// Of copies, and of comparisons that read values: which of them, the result tells.
void MethodMarker::describeEvery(const MapClass &map,
                                 const clang::FunctionDecl *function,
                                 MethodMark &mark) {
  const bool isCopy = mark.isConstructor || mark.name == "operator=";
  if (!(isCopy || isComparison(mark)) || mark.typeFlags & kTypeConcurrent ||
      mark.size.empty() || !function->isUsed(/*CheckUsedAttr=*/false) ||
      std::none_of(mark.operands.begin(), mark.operands.end(),
                   [](const Operand &operand) {
                     return operand.effect == Effect::ReadAll;
                   }))
    return;
  const Every every =
      everyElementOf(map, isCopy ? Reading::Copying : Reading::Comparing);
  if (!every.begin)
    return;
  arrows_.push_back(every.begin);
  mark.every.begin = unit_.mangledNames(every.begin).front();
  if (every.next) {
    arrows_.push_back(every.next);
    mark.every.next = unit_.mangledNames(every.next).front();
  }
  mark.every.way = markOf(every.way);
  mark.every.beginOffset = every.beginOffset;
  mark.every.size = every.size;
  mark.every.isInOrder =
      !isCopy && isComparedInOrder(map) && mark.every.way.key[0].width > 0;
}

} // namespace mapsan
