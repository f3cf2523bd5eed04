// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a model file names calls, "erase(iterator, iterator)":
//
//   size                       every overload
//   at(key) const              only the const one
//   insert(iterator, _)        two arguments, the second of any kind
//   try_emplace(iterator, ...) one argument and any number of others
//   constructor, destructor    special members
//
// Words for kinds of arguments: key, value, iterator, node, list, const map&,
// map&, map&& (see model.h for what they mean), and _ for any. Pure.
#ifndef MAPSAN_PLUGIN_MODEL_RULE_TEXT_H
#define MAPSAN_PLUGIN_MODEL_RULE_TEXT_H

#include "plugin/model/model.h"

namespace mapsan {

/// Fills the upper part of `rule` (all but the model) from `text`. Returns an
/// empty string, or what is wrong and what to write instead.
std::string parseRule(const std::string &text, MethodRule &rule);

/// The kind that `word` names, if it does. "other" is a kind too, for tests; in
/// rules it is never needed.
std::optional<ArgumentKind> argumentKind(const std::string &word);

} // namespace mapsan

#endif
