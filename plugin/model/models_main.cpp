// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan-models: the models from outside the compiler.
//
//   mapsan-models               docs/models.md
//   mapsan-models FILE...       checks model files of your own; prints what they
//                               say, or the error the compiler would give
//   mapsan-models --ask         answers questions from stdin, for tests: type,
//                               method, "const" or nothing, and arguments as
//                               "iterator,other", with tabs between the four;
//                               with "find => read, argument 0"
//   mapsan-models --rules       every type with each of its rules, for tests
#include "plugin/model/rule_text.h"
#include "plugin/model/tables.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace mapsan;

static const char kHead[] =
    R"(<!-- Made by mapsan-models from plugin/models/*.yaml. Do not edit. -->
# What MapSan knows of map types

Two threads race when one of them changes a map while the other uses it without
an order between the two. What each method does to its map is listed here.
Whether an upsert or erase changed anything is looked up when it has run, in the
way the third column names; the fourth says which iterators and references that
were taken before are lost then. How to describe types of your own:
[own-maps.md](own-maps.md).

Where several rules fit a call, the first counts. `_` is any argument, `...` any
number of them; a name without parentheses means every overload. Arguments count
from 0.

)";

static std::vector<std::string> split(const std::string &text, char at) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, at);)
    parts.push_back(part);
  return parts;
}

/// Answers one question: what the model says, "missing", or "no such type".
static std::string answer(const Models &models, const std::string &question) {
  std::vector<std::string> parts = split(question, '\t');
  parts.resize(4);
  const TypeModel *type = models.findType(parts[0]);
  if (!type)
    return "no such type";
  MethodSignature call{parts[1], parts[2] == "const", {}};
  for (const std::string &word : split(parts[3], ',')) {
    std::optional<ArgumentKind> kind = argumentKind(word);
    if (!kind)
      return "bad question: " + word;
    call.arguments.push_back(*kind);
  }
  for (const MethodRule &rule : type->rules)
    if (rule.matches(call))
      return rule.text + " => " + describe(rule.model);
  return "missing";
}

int main(int count, char **arguments) {
  if (count == 1) {
    std::cout << kHead << tablesOf(Models::builtIn());
    return 0;
  }
  Models models = Models::builtIn();
  if (!std::strcmp(arguments[1], "--ask")) {
    for (std::string line; std::getline(std::cin, line);)
      std::cout << answer(models, line) << "\n";
    return 0;
  }
  if (!std::strcmp(arguments[1], "--rules")) {
    for (const auto &type : models.types())
      for (const MethodRule &rule : type->rules)
        std::cout << type->name << "|" << rule.text << "\n";
    return 0;
  }
  for (int i = 1; i < count; ++i) {
    std::ifstream file(arguments[i]);
    std::stringstream text;
    if (!(text << file.rdbuf())) {
      std::cerr << "mapsan-models: cannot read " << arguments[i] << "\n";
      return 1;
    }
    size_t before = models.types().size();
    if (std::optional<ModelError> error =
            models.add(text.str(), arguments[i])) {
      std::cerr << "mapsan-models: " << error->text << "\n";
      return 1;
    }
    for (size_t type = before; type < models.types().size(); ++type) {
      std::cout << models.types()[type]->name << "\n";
      for (const MethodRule &rule : models.types()[type]->rules)
        std::cout << "  " << rule.text << " => " << describe(rule.model)
                  << "\n";
    }
  }
  return 0;
}
