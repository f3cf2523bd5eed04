// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/methods.h"

#include "plugin/ast/effects.h"
#include "plugin/ast/element.h"
#include "plugin/ast/key.h"
#include "plugin/ast/signature.h"
#include "plugin/compat/clang.h"
#include "plugin/marker/marker.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"

#include <algorithm>
#include <optional>

namespace mapsan {

namespace {

// Code generation names only what is odr-used or has a body.
bool mayBeEmitted(const clang::FunctionDecl *function) {
  return !function->isDeleted() && !function->isDependentContext() &&
         (function->isUsed() || function->isReferenced() ||
          function->isDefined());
}

template <typename Visit>
void forEachMethod(const clang::CXXRecordDecl *record, Visit visit) {
  for (const clang::Decl *decl : record->decls()) {
    if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl)) {
      visit(method);
    } else if (auto *pattern =
                   llvm::dyn_cast<clang::FunctionTemplateDecl>(decl)) {
      for (const clang::FunctionDecl *function : pattern->specializations())
        if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function))
          visit(method);
    }
  }
}

// The constructor of a base object (C2, after C1 in mangledNames) gets a table
// behind `this` when its class has virtual bases.
MethodMark afterHiddenParameter(MethodMark mark) {
  for (Operand &operand : mark.operands)
    if (operand.parameter != Operand::kThis)
      ++operand.parameter;
  if (mark.keyParameter >= 0)
    ++mark.keyParameter;
  return mark;
}

} // namespace

bool hasDefinition(const clang::CXXMethodDecl *method) {
  const clang::FunctionDecl *pattern =
      method->getTemplateInstantiationPattern();
  return method->isDefined() || (pattern && pattern->isDefined());
}

void MethodMarker::add(const clang::FunctionDecl *function,
                       const MethodMark &mark) {
  Marked marked{unit_.mangledNames(function), mark.operands.front().parameter,
                mark.type};
  std::string text = encode(mark), baseText = text;
  auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function);
  if (constructor && constructor->getParent()->getNumVBases() > 0)
    baseText = encode(afterHiddenParameter(mark));
  for (const std::string &name : marked.names)
    unit_.table.methods.try_emplace(
        name, name == marked.names.front() ? text : baseText);
  marked_.try_emplace(function->getCanonicalDecl(), std::move(marked));
}

const MethodMarker::Marked *
MethodMarker::find(const clang::FunctionDecl *function) const {
  auto marked = marked_.find(function->getCanonicalDecl());
  return marked == marked_.end() ? nullptr : &marked->second;
}

void MethodMarker::markInside(const clang::FunctionDecl *function) {
  if (const MapClass *map = classes_.around(function))
    for (const std::string &name : unit_.mangledNames(function))
      unit_.table.inside.try_emplace(name, map->chain);
}

void MethodMarker::markMap(const MapClass &map) {
  if (map.typeFlags() & kTypePart) {
    forEachMethod(map.record, [&](const clang::CXXMethodDecl *method) {
      if (mayBeEmitted(method))
        for (const std::string &name : unit_.mangledNames(method))
          unit_.table.ignoredFunctions.insert(name);
    });
    return;
  }
  for (const ChainLink &link : map.links) {
    forEachMethod(link.record, [&](const clang::CXXMethodDecl *method) {
      markMethod(map, link, method, method);
      // libc++'s flat_map::__find_impl(self, key).
      if (map.typeFlags() & kTypeClosed && method->isStatic() &&
          method->getAccess() == clang::AS_private && mayBeEmitted(method))
        for (const std::string &name : unit_.mangledNames(method))
          unit_.table.inside.try_emplace(name, map.chain);
    });
    if (map.typeFlags() & kTypeClosed)
      markNested(map, link.record);
    // Those that only a call finds: friends defined in the class.
    for (const clang::FriendDecl *decl : link.record->friends())
      if (auto *function = llvm::dyn_cast_or_null<clang::FunctionDecl>(
              decl->getFriendDecl()))
        if (unit_.models.namesFunction(qualifiedName(function)))
          markFunction(function);
  }
  markIterators(map);
}

// Classes and lambdas of a library's class that its operations are made of: they may
// be in a header that nobody walks.
void MethodMarker::markNested(const MapClass &map,
                              const clang::CXXRecordDecl *record) {
  auto insideOf = [&](const clang::DeclContext *context) {
    for (const clang::Decl *decl : context->decls()) {
      auto *nested = llvm::dyn_cast<clang::CXXRecordDecl>(decl);
      if (!nested || !nested->isThisDeclarationADefinition())
        continue;
      forEachMethod(nested, [&](const clang::CXXMethodDecl *method) {
        if (mayBeEmitted(method))
          for (const std::string &name : unit_.mangledNames(method))
            unit_.table.inside.try_emplace(name, map.chain);
      });
    }
  };
  insideOf(record);
  forEachMethod(record, [&](const clang::CXXMethodDecl *method) {
    if (const clang::FunctionDecl *definition = method->getDefinition())
      insideOf(definition);
  });
}

void MethodMarker::markMethod(const MapClass &map, const ChainLink &link,
                              const clang::CXXMethodDecl *method,
                              const clang::CXXMethodDecl *described) {
  if (method->isStatic() || compat::hasExplicitThis(method) ||
      !mayBeEmitted(method) || find(method) || isAnnotated(method, "ignore"))
    return;
  std::optional<MethodModel> model = effectOf(described, map, classes_);
  if (!model) {
    // An internal method is no operation, but what it calls may be a part of
    // the operation that called it: the IR half sees who does.
    model.emplace();
    model->operands.emplace_back();
  }
  if (model->operands.empty())
    return;
  MethodMark mark;
  mark.name = method->getDeclName().getAsString();
  mark.type = map.type;
  mark.chain = map.chain;
  mark.typeFlags = map.typeFlags();
  mark.isConstructor = llvm::isa<clang::CXXConstructorDecl>(method);
  mark.isDestructor = llvm::isa<clang::CXXDestructorDecl>(method);
  // Also those of a base that nobody knows by name.
  if (mark.isConstructor || mark.isDestructor)
    mark.name = (mark.isDestructor ? "~" : "") + map.record->getNameAsString();
  mark.returnsIterator = model->returnsIterator;
  for (Operand operand : model->operands) {
    if (operand.parameter == Operand::kThis)
      operand.offset = link.toStorage;
    mark.operands.push_back(operand);
  }
  describeParameters(method, map, &map, *model, mark);
  describeSize(map, mark);
  if (model->keyParameter >= 0)
    mark.element = elementOfResult(unit_.context, map, method->getReturnType());
  describeOverwrite(map, method, *model, mark);
  describeEvery(map, method, mark);
  describeShift(map, method, mark);
  if (!mark.operands.empty())
    add(method, mark);
}

// Calls through the base reach them although no call names them.
void MethodMarker::markOverriders(const DerivedClass &derived) {
  const MapClass &map = *derived.map;
  ChainLink self = {derived.record,
                    derived.toMap + map.links.front().toStorage};
  forEachMethod(derived.record, [&](const clang::CXXMethodDecl *method) {
    if (llvm::isa<clang::CXXDestructorDecl>(method))
      return; // it calls the map's own
    for (const clang::CXXMethodDecl *overridden : method->overridden_methods())
      if (map.link(overridden->getParent()))
        markMethod(map, self, method, overridden);
  });
}

// Operands and key are kept as far as source and IR parameters agree in number.
void MethodMarker::describeParameters(const clang::FunctionDecl *function,
                                      const MapClass &map,
                                      const MapClass *owner,
                                      const MethodModel &model,
                                      MethodMark &mark) {
  int agree = 0; // parameters [0, agree) have the IR's numbers
  while (agree < int(function->getNumParams()) &&
         isOneArgument(unit_.context, function->getParamDecl(agree)->getType()))
    ++agree;
  std::vector<Operand> operands;
  for (Operand operand : mark.operands) {
    if (operand.parameter != Operand::kThis) {
      if (operand.parameter >= agree)
        continue;
      MapArgument argument =
          mapArgument(function->getParamDecl(operand.parameter)->getType(),
                      owner, classes_);
      if (!argument.map)
        continue;
      operand.offset = argument.toStorage;
    }
    operands.push_back(operand);
  }
  mark.operands = std::move(operands);

  clang::QualType keyType = map.memberType("key_type");
  int key = model.keyParameter;
  if (key >= 0 && key < int(function->getNumParams())) {
    clang::QualType declared = function->getParamDecl(key)->getType();
    mark.keyParameter = key < agree ? key : -1;
    mark.key[0].kind = KeyKind::Opaque;
    if (key < agree) {
      describeKey(unit_.context, declared, model.keyIsFirstOfPair, mark.key);
      mark.keyInPlace = !declared->isReferenceType();
    }
    if (keyType.isNull())
      keyType = model.keyIsFirstOfPair ? firstOfPair(declared)
                                       : declared.getNonReferenceType();
  }
  if (!keyType.isNull())
    mark.keyType = unit_.typeName(keyType.getUnqualifiedType());
}

CheapMethod cheapMethod(const MapClass &map, llvm::StringRef name) {
  clang::ASTContext &context = map.record->getASTContext();
  for (const ChainLink &link : map.links)
    for (clang::NamedDecl *decl :
         link.record->lookup(&context.Idents.get(name)))
      if (auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(decl))
        if (method->isConst() && method->param_empty() && !method->isStatic() &&
            !method->isVirtual() && method->getReturnType()->isIntegerType() &&
            hasDefinition(method))
          return {method, link.toStorage};
  return {};
}

void MethodMarker::describeSize(const MapClass &map, MethodMark &mark) {
  CheapMethod size = sizeMethod(map), buckets = bucketsMethod(map);
  if (size.method)
    mark.size = unit_.mangledNames(size.method).front();
  mark.sizeOffset = -size.toStorage;
  if (buckets.method && buckets.toStorage == size.toStorage)
    mark.buckets = unit_.mangledNames(buckets.method).front();
}

void MethodMarker::markIterators(const MapClass &map) {
  if (!map.model)
    return;
  clang::QualType keyType = map.memberType("key_type");
  for (const std::string &member : map.model->iterators) {
    clang::QualType type = map.memberType(member);
    auto *record = type.isNull() ? nullptr : type->getAsCXXRecordDecl();
    record = record ? record->getDefinition() : nullptr;
    // An iterator is known by its first eight bytes.
    if (!record || unit_.context.getTypeSizeInChars(type).getQuantity() < 8)
      continue;
    forEachMethod(record, [&](const clang::CXXMethodDecl *method) {
      std::string name = method->getDeclName().getAsString();
      std::optional<IteratorMark::Use> use = map.model->iteratorUse(name);
      if (!use || !mayBeEmitted(method) || method->isStatic())
        return;
      IteratorMark mark;
      mark.use = *use;
      mark.name = name;
      mark.type = map.type;
      mark.typeFlags = map.typeFlags();
      if (*use == IteratorMark::Use::Dereference)
        mark.element = wholeElement(unit_.context, map);
      if (!keyType.isNull())
        mark.keyType = unit_.typeName(keyType.getUnqualifiedType());
      for (const std::string &mangled : unit_.mangledNames(method))
        addIterator(mangled, mark);
    });
  }
}

// unordered_map and unordered_multimap, or maps with different hashes, may share
// one iterator class.
void MethodMarker::addIterator(const std::string &mangled,
                               const IteratorMark &mark) {
  auto [known, isNew] =
      unit_.table.iterators.try_emplace(mangled, encode(mark));
  if (isNew)
    return;
  std::string error;
  std::optional<IteratorMark> all = decodeIterator(known->second, error);
  if (!all || all->type == mark.type ||
      std::count(all->otherTypes.begin(), all->otherTypes.end(), mark.type))
    return;
  all->otherTypes.push_back(mark.type);
  known->second = encode(*all);
}

void MethodMarker::markFreeFunctions() {
  std::vector<const clang::NamedDecl *> decls;
  std::vector<std::string> seen;
  for (const MethodRule &rule : unit_.models.functions()) {
    if (std::find(seen.begin(), seen.end(), rule.name) != seen.end())
      continue;
    seen.push_back(rule.name);
    lookupQualified(unit_.context, rule.name, decls);
  }
  for (const clang::NamedDecl *decl : decls) {
    if (auto *pattern = llvm::dyn_cast<clang::FunctionTemplateDecl>(decl)) {
      for (const clang::FunctionDecl *function : pattern->specializations())
        markFunction(function);
    } else if (auto *function = llvm::dyn_cast<clang::FunctionDecl>(decl)) {
      markFunction(function);
    }
  }
}

void MethodMarker::markFunction(const clang::FunctionDecl *function) {
  if (!mayBeEmitted(function) || find(function))
    return;
  const MapClass *map = nullptr;
  for (const clang::ParmVarDecl *parameter : function->parameters())
    if (!map)
      map = mapArgument(parameter->getType(), nullptr, classes_).map;
  if (!map)
    return;
  const MethodModel *model =
      unit_.models.findFunction(signatureOf(function, nullptr, classes_));
  if (!model || model->operands.empty())
    return;
  MethodMark mark;
  mark.name = function->getDeclName().getAsString();
  mark.type = map->type;
  mark.chain = map->chain;
  mark.typeFlags = map->typeFlags();
  mark.isStatic = true;
  mark.returnsIterator = model->returnsIterator;
  mark.operands = model->operands;
  describeParameters(function, *map, nullptr, *model, mark);
  describeSize(*map, mark);
  describeEvery(*map, function, mark);
  if (!mark.operands.empty())
    add(function, mark);
}

} // namespace mapsan
