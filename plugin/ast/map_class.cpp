// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/map_class.h"

#include "plugin/compat/clang.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecordLayout.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

namespace mapsan {

namespace {

const clang::CXXRecordDecl *completeClass(const clang::CXXRecordDecl *record) {
  record = record ? record->getDefinition() : nullptr;
  if (!record || record->isDependentContext() || record->isInvalidDecl())
    return nullptr;
  return record;
}

const TypeModel *modelOf(const Models &models,
                         const clang::CXXRecordDecl *record) {
  return record->getIdentifier() ? models.findType(qualifiedName(record))
                                 : nullptr;
}

// Whether a base that no model names is the container inside a map class, and
// not a mixin: it has a method that only containers have, or the map takes
// methods from it by `using Base::find`.
bool isContainer(const clang::CXXRecordDecl *record) {
  clang::ASTContext &context = record->getASTContext();
  for (const char *name :
       {"find", "insert", "emplace", "erase", "contains", "size"})
    if (!record->lookup(&context.Idents.get(name)).empty())
      return true;
  for (const clang::CXXBaseSpecifier &base : record->bases()) {
    const auto *inner = completeClass(base.getType()->getAsCXXRecordDecl());
    if (inner && isContainer(inner))
      return true;
  }
  return false;
}

bool takesMethodsFrom(const clang::CXXRecordDecl *record,
                      const clang::CXXRecordDecl *base) {
  for (const clang::Decl *decl : record->decls()) {
    auto *shadow = llvm::dyn_cast<clang::UsingShadowDecl>(decl);
    const clang::FunctionDecl *function =
        shadow ? shadow->getTargetDecl()->getAsFunction() : nullptr;
    auto *method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
    if (method &&
        method->getParent()->getCanonicalDecl() == base->getCanonicalDecl())
      return true;
  }
  return false;
}

// The base that holds the storage, first that applies: a modelled or annotated
// base; the only base that is a container; the only base that is not empty, of
// a class without members. Otherwise the class holds it itself.
const clang::CXXRecordDecl *storageBase(const Models &models,
                                        const clang::CXXRecordDecl *record) {
  std::vector<const clang::CXXRecordDecl *> filled, containers;
  for (const clang::CXXBaseSpecifier &base : record->bases()) {
    const clang::CXXRecordDecl *baseRecord =
        completeClass(base.getType()->getAsCXXRecordDecl());
    if (!baseRecord || base.isVirtual())
      continue;
    if (modelOf(models, baseRecord) || isAnnotated(baseRecord, "map"))
      return baseRecord;
    if (baseRecord->isEmpty())
      continue;
    filled.push_back(baseRecord);
    if (isContainer(baseRecord) || takesMethodsFrom(record, baseRecord))
      containers.push_back(baseRecord);
  }
  if (containers.size() == 1)
    return containers.front();
  return filled.size() == 1 && record->field_empty() ? filled.front() : nullptr;
}

// Bases without storage that have methods of the map (`class DenseMap : public
// DenseMapBase<DenseMap>`), and theirs: each with its distance to the storage.
void addMixins(const ChainLink &link, std::vector<ChainLink> &found) {
  const clang::ASTRecordLayout &layout =
      link.record->getASTContext().getASTRecordLayout(link.record);
  for (const clang::CXXBaseSpecifier &base : link.record->bases()) {
    const auto *record = completeClass(base.getType()->getAsCXXRecordDecl());
    if (!record || base.isVirtual() || !record->isEmpty() ||
        !(isContainer(record) || takesMethodsFrom(link.record, record)))
      continue;
    long offset = layout.getBaseClassOffset(record).getQuantity();
    found.push_back({record, link.toStorage - offset});
    addMixins(ChainLink(found.back()), found);
  }
}

} // namespace

const ChainLink *MapClass::link(const clang::CXXRecordDecl *wanted) const {
  for (const ChainLink &link : links)
    if (link.record->getCanonicalDecl() == wanted->getCanonicalDecl())
      return &link;
  return nullptr;
}

clang::QualType MapClass::memberType(llvm::StringRef name) const {
  clang::ASTContext &context = record->getASTContext();
  for (const ChainLink &link : links)
    for (clang::NamedDecl *decl :
         link.record->lookup(&context.Idents.get(name)))
      if (auto *type = llvm::dyn_cast<clang::TypeDecl>(decl))
        return compat::canonicalType(context, type);
  return {};
}

bool MapClass::hasMemberType(llvm::StringRef name, clang::QualType type) const {
  clang::ASTContext &context = record->getASTContext();
  for (const ChainLink &link : links)
    for (clang::NamedDecl *decl :
         link.record->lookup(&context.Idents.get(name)))
      if (auto *member = llvm::dyn_cast<clang::TypeDecl>(decl))
        if (context.getCanonicalType(context.getTypeDeclType(member))
                .getUnqualifiedType() == type)
          return true;
  return false;
}

const MapClass *MapClasses::find(const clang::CXXRecordDecl *record) {
  record = completeClass(record);
  if (!record)
    return nullptr;
  const clang::CXXRecordDecl *key = record->getCanonicalDecl();
  auto known = classes_.find(key);
  if (known == classes_.end())
    known = classes_.try_emplace(key, make(record)).first;
  return known->second.get();
}

const MapClass *MapClasses::around(const clang::FunctionDecl *function) {
  const clang::DeclContext *context = function->getDeclContext();
  if (!llvm::isa<clang::CXXRecordDecl>(context))
    return nullptr;
  while ((context = context->getParent())) {
    const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(context);
    if (!record || record->isLambda())
      continue;
    if (const MapClass *map = find(record))
      return map;
    for (const auto &[key, map] : classes_)
      if (map && map->link(record))
        return map.get();
  }
  return nullptr;
}

std::unique_ptr<MapClass> MapClasses::make(const clang::CXXRecordDecl *record) {
  const TypeModel *model = modelOf(unit_.models, record);
  bool annotated = isAnnotated(record, "map");
  if (!annotated && (!model || unit_.options.annotatedOnly))
    return nullptr;
  if (isAnnotated(record, "ignore"))
    return nullptr;
  auto made = std::make_unique<MapClass>();
  clang::QualType type = compat::canonicalType(unit_.context, record);
  made->record = record;
  made->model = model;
  made->type = unit_.typeName(type);
  if (unit_.ignored.has("type", made->type))
    return nullptr;
  made->links.push_back({record, 0});
  while (const clang::CXXRecordDecl *base =
             storageBase(unit_.models, made->links.back().record)) {
    long offset = unit_.context.getASTRecordLayout(made->links.back().record)
                      .getBaseClassOffset(base)
                      .getQuantity();
    for (ChainLink &link : made->links)
      link.toStorage += offset;
    made->links.push_back({base, 0});
  }
  made->chain = unit_.mangledType(
      compat::canonicalType(unit_.context, made->links.back().record));
  std::vector<ChainLink> mixins;
  for (const ChainLink &link : made->links)
    addMixins(link, mixins);
  made->links.insert(made->links.end(), mixins.begin(), mixins.end());
  return made;
}

void MapClasses::add(const clang::CXXRecordDecl *record,
                     std::vector<const MapClass *> &found) {
  const MapClass *made = find(record);
  if (made && !llvm::is_contained(found, made))
    found.push_back(made);
}

namespace {

// "find", or "operator==": an operator has no identifier.
clang::DeclarationName declarationName(clang::ASTContext &context,
                                       llvm::StringRef name) {
  llvm::StringRef symbol = name;
  if (symbol.consume_front("operator")) {
#define OVERLOADED_OPERATOR(enumerator, spelling, ...)                         \
  if (symbol == spelling)                                                      \
    return context.DeclarationNames.getCXXOperatorName(clang::OO_##enumerator);
#include "clang/Basic/OperatorKinds.def"
  }
  return &context.Idents.get(name);
}

} // namespace

void lookupQualified(clang::ASTContext &context, llvm::StringRef name,
                     std::vector<const clang::NamedDecl *> &found) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  name.split(parts, "::");
  std::vector<const clang::NamedDecl *> scopes;
  for (clang::NamedDecl *decl : context.getTranslationUnitDecl()->lookup(
           &context.Idents.get(parts.front())))
    scopes.push_back(decl);
  for (llvm::StringRef part : llvm::drop_begin(parts)) {
    std::vector<const clang::NamedDecl *> inner;
    for (const clang::NamedDecl *scope : scopes)
      if (auto *declContext = llvm::dyn_cast<clang::DeclContext>(scope))
        for (clang::NamedDecl *decl :
             declContext->lookup(declarationName(context, part)))
          inner.push_back(decl);
    scopes = std::move(inner);
  }
  found.insert(found.end(), scopes.begin(), scopes.end());
}

void MapClasses::addModelled(std::vector<const MapClass *> &found) {
  std::vector<const clang::NamedDecl *> decls;
  for (const auto &model : unit_.models.types()) {
    lookupQualified(unit_.context, model->name, decls);
    for (const std::string &alias : model->aliases)
      lookupQualified(unit_.context, alias, decls);
  }
  for (const clang::NamedDecl *decl : decls) {
    if (auto *pattern = llvm::dyn_cast<clang::ClassTemplateDecl>(decl)) {
      for (const auto *specialization : pattern->specializations())
        add(specialization, found);
    } else if (auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
      add(record, found);
    }
  }
}

void MapClasses::addDerived(const clang::CXXRecordDecl *record) {
  record = completeClass(record);
  if (!record || !record->isPolymorphic() || find(record))
    return;
  // The bases of bases too, with the distance so far.
  std::vector<std::pair<const clang::CXXRecordDecl *, long>> open = {
      {record, 0}};
  while (!open.empty()) {
    auto [current, distance] = open.back();
    open.pop_back();
    for (const clang::CXXBaseSpecifier &base : current->bases()) {
      const auto *inner = completeClass(base.getType()->getAsCXXRecordDecl());
      if (!inner || base.isVirtual() || !inner->isPolymorphic())
        continue;
      long toBase = distance + unit_.context.getASTRecordLayout(current)
                                   .getBaseClassOffset(inner)
                                   .getQuantity();
      if (const MapClass *map = find(inner))
        derived_.push_back({record, map, toBase});
      else
        open.push_back({inner, toBase});
    }
  }
}

// Namespaces and classes everywhere; functions and template specializations of
// user code only, for classes inside them.
void MapClasses::addAnnotated(const clang::DeclContext *context,
                              std::vector<const MapClass *> &found) {
  const clang::SourceManager &sources = unit_.context.getSourceManager();
  for (const clang::Decl *decl : context->noload_decls()) {
    if (auto *pattern = llvm::dyn_cast<clang::ClassTemplateDecl>(decl)) {
      bool annotated = isAnnotated(pattern->getTemplatedDecl(), "map");
      if (!annotated && sources.isInSystemHeader(decl->getLocation()))
        continue;
      for (const auto *specialization : pattern->specializations()) {
        if (annotated)
          add(specialization, found);
        else
          addDerived(specialization);
        addAnnotated(specialization, found);
      }
      continue;
    }
    if (auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
      if (!record->isThisDeclarationADefinition())
        continue;
      if (isAnnotated(record, "map"))
        add(record, found);
      if (!record->isDependentContext()) {
        addDerived(record);
        addAnnotated(record, found);
      }
      continue;
    }
    auto *pattern = llvm::dyn_cast<clang::FunctionTemplateDecl>(decl);
    bool isFunction = pattern || llvm::isa<clang::FunctionDecl>(decl);
    if (isFunction && sources.isInSystemHeader(decl->getLocation()))
      continue;
    if (pattern) {
      for (const clang::FunctionDecl *function : pattern->specializations())
        addAnnotated(function, found);
    } else if (auto *inner = llvm::dyn_cast<clang::DeclContext>(decl)) {
      if (!inner->isDependentContext())
        addAnnotated(inner, found);
    }
  }
}

std::vector<const MapClass *> MapClasses::all() {
  std::vector<const MapClass *> found;
  if (!unit_.options.annotatedOnly)
    addModelled(found);
  addAnnotated(unit_.context.getTranslationUnitDecl(), found);
  return found;
}

} // namespace mapsan
