// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Eight types with fifty rules each make four hundred lines that nobody reads.
// So rules of a library are grouped by the set of types that have them, in the
// order in which those sets first turn up; within a group in the order of the
// file.
#include "plugin/model/tables.h"

#include "plugin/model/invalidation.h"

#include <algorithm>

namespace mapsan {

static const char *observeText(Observe observe) {
  switch (observe) {
  case Observe::Never:
    return "";
  case Observe::Always:
    return "always a change";
  case Observe::PairSecond:
    return "second of the result";
  case Observe::Count:
    return "returned count";
  case Observe::Size:
    return "size before and after";
  case Observe::Unknown:
    return "cannot be seen";
  }
  return "";
}

static std::string keyText(const MethodModel &model) {
  if (model.keyParameter < 0)
    return "";
  std::string number = std::to_string(model.keyParameter);
  return model.keyIsFirstOfPair ? "first of argument " + number
                                : "argument " + number;
}

/// What an operation that changes the map invalidates, if that is known.
static std::string lostText(const MethodModel &model) {
  Invalidates lost = model.operands.empty()
                         ? Invalidates::Unsaid
                         : model.operands.front().invalidates;
  return lost == Invalidates::Unsaid ? "" : invalidatesText(lost);
}

static std::string othersText(const MethodModel &model) {
  std::string text;
  for (const Operand &operand : model.operands) {
    if (operand.parameter == Operand::kThis)
      continue;
    text += (text.empty() ? "argument " : ", argument ") +
            std::to_string(operand.parameter) + ": " +
            effectName(operand.effect);
  }
  return text;
}

std::string describe(const MethodModel &model) {
  if (model.operands.empty())
    return "nothing";
  std::string text = effectName(model.effect());
  if (*observeText(model.operands.front().observe))
    text += std::string(", seen by: ") +
            observeText(model.operands.front().observe);
  for (const std::string &more : {keyText(model), othersText(model)})
    if (!more.empty())
      text += ", " + more;
  if (model.returnsIterator)
    text += ", returns iterator";
  std::string lost = lostText(model);
  if (!lost.empty())
    text += ", invalidates " + lost;
  return text;
}

namespace {

struct Row {
  std::string call;
  std::string cells;
  std::vector<std::string> types;
};

struct Group {
  std::vector<std::string> types;
  std::string rows;
};

} // namespace

static std::string cellsOf(const MethodModel &model) {
  return std::string(effectName(model.effect())) + " | " +
         (model.operands.empty()
              ? ""
              : observeText(model.operands.front().observe)) +
         " | " + lostText(model) + " | " + keyText(model) + " | " +
         othersText(model);
}

/// One row for each distinct rule, with the types that have it. A set's element
/// is its key, so an element in a map and in a set is one rule, not two.
static std::vector<Row> rowsOf(const Models &models,
                               const std::string &library) {
  std::vector<Row> rows;
  for (const auto &type : models.types()) {
    if (type->library != library)
      continue;
    for (const MethodRule &rule : type->rules) {
      std::string cells = cellsOf(rule.model);
      Row *row = nullptr;
      for (Row &known : rows)
        if (known.call == rule.text && known.cells == cells)
          row = &known;
      if (!row)
        row = &rows.emplace_back(Row{rule.text, cells, {}});
      row->types.push_back(type->name);
    }
  }
  return rows;
}

/// In a table a bar would end the cell, even in code.
static std::string inCell(const std::string &call) {
  std::string text = "`";
  for (char letter : call)
    text += letter == '|' ? std::string("\\|") : std::string(1, letter);
  return text + "`";
}

static std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const std::string &name : names)
    text += (text.empty() ? "`" : ", `") + name + "`";
  return text;
}

static std::string tablesOf(const Models &models, const std::string &library) {
  std::vector<Group> groups;
  for (const Row &row : rowsOf(models, library)) {
    Group *group = nullptr;
    for (Group &known : groups)
      if (known.types == row.types)
        group = &known;
    if (!group)
      group = &groups.emplace_back(Group{row.types, ""});
    group->rows += "| " + inCell(row.call) + " | " + row.cells + " |\n";
  }
  const char *head =
      "| Call | Effect | A change is seen by | A change invalidates | Key | "
      "Other maps |\n"
      "|---|---|---|---|---|---|\n";
  std::string text;
  for (const Group &group : groups)
    text += "\n### " + joined(group.types) + "\n\n" + head + group.rows;
  return text;
}

std::string tablesOf(const Models &models) {
  std::string text = "| Effect | Meaning |\n|---|---|\n";
#define MAPSAN_EFFECT(enumerator, name, number, help)                          \
  text += "| " name " | " help " |\n";
#include "runtime/abi/effects.def"

  for (const Library &library : models.libraries())
    text += "\n## " + library.name + "\n\n" + library.note + "\n" +
            tablesOf(models, library.name);

  if (!models.functions().empty()) {
    text +=
        "\n## Functions that are no methods\n\n| Call | Maps |\n|---|---|\n";
    for (const MethodRule &rule : models.functions())
      text += "| `" + rule.text + "` | " + othersText(rule.model) + " |\n";
  }
  return text;
}

} // namespace mapsan
