// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sorted arrays with a map's face: an insertion or erasure with room to spare moves
// every element behind its place, and a reference to one of them leads to another
// element from then on. The place is where the method's result leads.
//
// Only where elements are certainly in one array: those of Boost's flat maps in its
// own vectors, those of std::flat_map in a std::vector. An erasure is left alone where
// the iterator after it may not be dereferenced to compute an address: std::flat_map.
#include "plugin/ast/element_way.h"
#include "plugin/ast/key.h"
#include "plugin/ast/methods.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

namespace mapsan {

namespace {

bool isArray(clang::QualType type) {
  static const llvm::StringRef kNames[] = {
      "boost::container::vector", "boost::container::small_vector",
      "boost::container::static_vector", "std::vector"};
  const clang::CXXRecordDecl *record =
      type.isNull() ? nullptr : type->getAsCXXRecordDecl();
  return record && llvm::is_contained(kNames, qualifiedName(record));
}

// That gives iterators of this type; of any type if it is null.
clang::CXXMethodDecl *beginOf(const MapClass &map, clang::QualType iterator,
                              long &offset) {
  clang::ASTContext &context = map.record->getASTContext();
  for (const ChainLink &link : map.links)
    for (clang::NamedDecl *decl :
         link.record->lookup(&context.Idents.get("begin"))) {
      auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl);
      if (!method || !method->param_empty() || method->isStatic() ||
          method->isVirtual() || !hasDefinition(method) ||
          (!iterator.isNull() &&
           !context.hasSameType(method->getReturnType(), iterator)))
        continue;
      offset = -link.toStorage;
      return method;
    }
  return nullptr;
}

bool mayShift(Effect effect) {
  return effect == Effect::Upsert || effect == Effect::Assign ||
         effect == Effect::Erase || effect == Effect::Write;
}

} // namespace

void MethodMarker::describeShift(const MapClass &map,
                                 const clang::CXXMethodDecl *method,
                                 MethodMark &mark) {
  const bool isPairArray = isArray(map.memberType("sequence_type"));
  if (mark.isConstructor || mark.isDestructor || mark.size.empty() ||
      mark.operands.empty() || !mayShift(mark.operands[0].effect) ||
      !(isPairArray || isArray(map.memberType("mapped_container_type"))) ||
      (!isPairArray &&
       (mark.operands[0].effect == Effect::Erase || mark.name == "erase")))
    return;
  clang::QualType iterator;
  if (mark.element.offset == ElementMark::kNone) {
    iterator = firstOfPair(method->getReturnType());
    if (!iterator->isRecordType() || iterator->isReferenceType())
      return;
  }
  long offset = 0;
  clang::CXXMethodDecl *begin = beginOf(map, iterator, offset);
  const ElementWay way =
      begin ? wayToElement(map, begin->getReturnType()) : ElementWay();
  if (!way || way.mark.kind == WayMark::Kind::Pointer)
    return;
  const clang::QualType element =
      way.mark.kind == WayMark::Kind::Arrow
          ? way.call->getReturnType()->getPointeeType()
          : mappedType(map);
  mark.shift.way = markOf(way);
  arrows_.push_back(begin);
  mark.shift.begin = unit_.mangledNames(begin).front();
  mark.shift.beginOffset = offset;
  mark.shift.stride =
      long(unit_.context.getTypeSizeInChars(element).getQuantity());
}

} // namespace mapsan
