// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call text is cut at its parentheses, then at its commas.
#include "plugin/model/rule_text.h"

namespace mapsan {

static constexpr struct {
  const char *word;
  ArgumentKind kind;
} kKinds[] = {
    {"key", ArgumentKind::Key},
    {"value", ArgumentKind::Value},
    {"iterator", ArgumentKind::Iterator},
    {"node", ArgumentKind::NodeHandle},
    {"list", ArgumentKind::InitializerList},
    {"const map&", ArgumentKind::ConstMap},
    {"map&", ArgumentKind::Map},
    {"map&&", ArgumentKind::MovedMap},
    {"other", ArgumentKind::Other},
};

std::optional<ArgumentKind> argumentKind(const std::string &word) {
  for (const auto &entry : kKinds)
    if (word == entry.word)
      return entry.kind;
  return std::nullopt;
}

static std::string trim(const std::string &text) {
  size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos)
    return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

static std::vector<std::string> splitAtCommas(const std::string &text) {
  std::vector<std::string> words;
  size_t start = 0;
  for (size_t comma; (comma = text.find(',', start)) != std::string::npos;
       start = comma + 1)
    words.push_back(trim(text.substr(start, comma - start)));
  words.push_back(trim(text.substr(start)));
  return words;
}

static std::string parseArguments(const std::string &list, MethodRule &rule) {
  rule.anyArguments = false;
  if (trim(list).empty())
    return "";
  std::vector<std::string> words = splitAtCommas(list);
  if (words.back() == "...") {
    rule.moreArguments = true;
    words.pop_back();
  }
  for (const std::string &word : words) {
    MethodRule::Argument argument;
    argument.any = word == "_";
    if (!argument.any) {
      std::optional<ArgumentKind> kind = argumentKind(word);
      if (!kind)
        return "unknown argument '" + word +
               "'; write key, value, iterator, node, list, const map&, map&, "
               "map&&, _ for any, or ... at the end";
      argument.kind = *kind;
    }
    rule.arguments.push_back(argument);
  }
  return "";
}

std::string parseRule(const std::string &text, MethodRule &rule) {
  rule.text = text;
  // The call operator's own parentheses belong to its name.
  static const std::string callOperator = "operator()";
  size_t callOperatorAt = text.find(callOperator);
  size_t nameEnd = callOperatorAt == std::string::npos
                       ? 0
                       : callOperatorAt + callOperator.size();
  size_t open = text.find('(', nameEnd);
  size_t close = text.rfind(')');
  if (open == std::string::npos) {
    rule.name = text;
    size_t space = text.find(' ');
    if (space != std::string::npos && text.substr(space) == " const") {
      rule.constOnly = true;
      rule.name = text.substr(0, space);
    }
  } else {
    if (close == std::string::npos || close < open)
      return "the call '" + text + "' has no closing parenthesis";
    std::string tail = trim(text.substr(close + 1));
    if (tail != "" && tail != "const")
      return "the call '" + text +
             "' goes on after its parenthesis; only const may stand there";
    rule.constOnly = tail == "const";
    rule.name = trim(text.substr(0, open));
    std::string error =
        parseArguments(text.substr(open + 1, close - open - 1), rule);
    if (!error.empty())
      return error;
  }
  if (rule.name.empty() || rule.name.find(' ') != std::string::npos)
    return "the call '" + text +
           "' needs a method's name, like 'find' or 'erase(iterator)'";
  return "";
}

} // namespace mapsan
