// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ast/effects.h"

#include "plugin/ast/signature.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"

namespace mapsan {

namespace {

Observe observedResult(clang::QualType result, Effect effect) {
  auto *pair = result.getNonReferenceType()->getAsCXXRecordDecl();
  if (pair && pair->isInStdNamespace() && pair->getIdentifier() &&
      pair->getName() == "pair")
    for (const clang::FieldDecl *field : pair->fields())
      if (field->getName() == "second" && field->getType()->isBooleanType())
        return Observe::PairSecond;
  if (result->isBooleanType() ||
      (effect == Effect::Erase && result->isIntegerType()))
    return Observe::Count;
  return Observe::Size;
}

// A model speaks of the usual declaration; where this one returns something else
// (C++98 erase: nothing), the size tells.
Observe fitting(Observe wanted, clang::QualType result) {
  bool fromResult = wanted == Observe::PairSecond || wanted == Observe::Count;
  return fromResult && wanted != observedResult(result, Effect::Erase)
             ? Observe::Size
             : wanted;
}

// What an annotated method does; the first parameter names the key.
std::optional<MethodModel> annotatedModel(const clang::CXXMethodDecl *method) {
  static constexpr std::pair<const char *, Effect> effects[] = {
      {"read", Effect::Read},
      {"write", Effect::Write},
      {"upsert", Effect::Upsert},
      {"erase", Effect::Erase},
      {"safe", Effect::Safe}};
  for (const auto &[name, effect] : effects) {
    if (!isAnnotated(method, name))
      continue;
    MethodModel model;
    Operand operand;
    operand.effect = effect;
    if (effect == Effect::Write)
      operand.observe = Observe::Always;
    else if (effect == Effect::Upsert || effect == Effect::Erase)
      operand.observe = observedResult(method->getReturnType(), effect);
    model.operands.push_back(operand);
    if (effect != Effect::Write && !method->param_empty())
      model.keyParameter = 0;
    return model;
  }
  return std::nullopt;
}

bool isInternal(const clang::CXXMethodDecl *method) {
  if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(method))
    return false;
  return method->getAccess() != clang::AS_public ||
         (method->getIdentifier() && method->getName()[0] == '_');
}

} // namespace

std::optional<MethodModel> effectOf(const clang::CXXMethodDecl *method,
                                    const MapClass &map, MapClasses &classes) {
  std::optional<MethodModel> model = annotatedModel(method);
  if (!model) {
    MethodSignature signature = signatureOf(method, &map, classes);
    const MethodModel *known = map.model ? map.model->find(signature) : nullptr;
    if (known)
      model = *known;
    else if (!isInternal(method))
      model = defaultModel(signature);
  }
  if (!model)
    return model;
  clang::QualType result = method->getReturnType();
  for (Operand &operand : model->operands)
    operand.observe = fitting(operand.observe, result);
  model->returnsIterator &= !result->isVoidType();
  return model;
}

} // namespace mapsan
