// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The questions asked of a model: which rule is the first to match, which type
// has this name. Tables are short and asked once per declaration, so all of it
// is a walk from the top.
#include "plugin/model/model.h"

#include <algorithm>

namespace mapsan {

bool MethodRule::matches(const MethodSignature &call) const {
  if (call.name != name || (constOnly && !call.isConst))
    return false;
  if (anyArguments)
    return true;
  size_t given = call.arguments.size();
  if (moreArguments ? given < arguments.size() : given != arguments.size())
    return false;
  for (size_t i = 0; i < arguments.size(); ++i)
    if (!arguments[i].any && arguments[i].kind != call.arguments[i])
      return false;
  return true;
}

static const MethodModel *firstMatch(const std::vector<MethodRule> &rules,
                                     const MethodSignature &call) {
  for (const MethodRule &rule : rules)
    if (rule.matches(call))
      return &rule.model;
  return nullptr;
}

static bool contains(const std::vector<std::string> &names,
                     const std::string &name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const MethodModel *TypeModel::find(const MethodSignature &call) const {
  return firstMatch(rules, call);
}

std::optional<IteratorMark::Use>
TypeModel::iteratorUse(const std::string &name) const {
  if (contains(steps, name))
    return IteratorMark::Use::Step;
  if (contains(dereferences, name))
    return IteratorMark::Use::Dereference;
  return std::nullopt;
}

const TypeModel *Models::findType(const std::string &qualifiedName) const {
  for (const auto &type : types_)
    if (type->name == qualifiedName || contains(type->aliases, qualifiedName))
      return type.get();
  return nullptr;
}

const TypeModel *Models::findListOrType(const std::string &name) const {
  for (const auto &list : lists_)
    if (list->name == name)
      return list.get();
  return findType(name);
}

const MethodModel *Models::findFunction(const MethodSignature &call) const {
  return firstMatch(functions_, call);
}

bool Models::namesFunction(const std::string &qualifiedName) const {
  return std::any_of(
      functions_.begin(), functions_.end(),
      [&](const MethodRule &rule) { return rule.name == qualifiedName; });
}

} // namespace mapsan
