// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in models, asked as the AST half asks them.
#include "plugin/model/model.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

const ArgumentKind kKey = ArgumentKind::Key;
const ArgumentKind kValue = ArgumentKind::Value;
const ArgumentKind kIterator = ArgumentKind::Iterator;
const ArgumentKind kOther = ArgumentKind::Other;
const ArgumentKind kNode = ArgumentKind::NodeHandle;
const ArgumentKind kList = ArgumentKind::InitializerList;

const char *const kEight[] = {
    "std::map",           "std::multimap",           "std::set",
    "std::multiset",      "std::unordered_map",      "std::unordered_multimap",
    "std::unordered_set", "std::unordered_multiset",
};

const Models &models() {
  static const Models all = Models::builtIn();
  return all;
}

const MethodModel &ask(const std::string &type, const std::string &method,
                       std::vector<ArgumentKind> arguments = {},
                       bool isConst = false) {
  static const MethodModel missing;
  const TypeModel *model = models().findType(type);
  const MethodModel *found =
      model ? model->find({method, isConst, std::move(arguments)}) : nullptr;
  EXPECT_TRUE(found) << type << "::" << method;
  return found ? *found : missing;
}

Observe observeOf(const MethodModel &model) {
  return model.operands.empty() ? Observe::Never
                                : model.operands.front().observe;
}

TEST(StdModels, AllEightAreThere) {
  for (const char *name : kEight) {
    const TypeModel *type = models().findType(name);
    ASSERT_TRUE(type) << name;
    EXPECT_TRUE(type->sizeIsCheap) << name;
    bool isHash = std::string(name).find("unordered") != std::string::npos;
    bool isSet = std::string(name).find("set") != std::string::npos;
    EXPECT_EQ(type->bucketsAreCheap, isHash) << name;
    EXPECT_EQ((type->flags & kTypeSet) != 0, isSet) << name;
    EXPECT_EQ((type->flags & kTypeRehashKeepsIterators) != 0, !isHash) << name;
    EXPECT_TRUE(type->flags & kTypeStableReferences) << name;
    EXPECT_TRUE(type->flags & kTypeEraseKeepsOthers) << name;
    EXPECT_EQ(type->iteratorUse("operator++"), IteratorMark::Use::Step);
  }
}

TEST(StdModels, EveryBuiltInChangeSaysWhatItInvalidates) {
  for (const auto &type : models().types())
    for (const MethodRule &rule : type->rules)
      for (const Operand &operand : rule.model.operands)
        EXPECT_TRUE(operand.invalidates != Invalidates::Unsaid ||
                    !mayWrite(operand.effect) ||
                    operand.effect == Effect::Construct ||
                    operand.effect == Effect::Destroy)
            << type->name << "::" << rule.text;
}

TEST(StdModels, DebugModeHasTheSameUnderItsOtherName) {
  EXPECT_EQ(models().findType("std::__cxx1998::map"),
            models().findType("std::map"));
}

TEST(StdModels, EraseByKeyByIteratorAndByRange) {
  for (const char *name : kEight) {
    const MethodModel &byKey = ask(name, "erase", {kKey});
    EXPECT_EQ(byKey.effect(), Effect::Erase) << name;
    EXPECT_EQ(observeOf(byKey), Observe::Count) << name;
    EXPECT_EQ(byKey.keyParameter, 0) << name;
    EXPECT_EQ(ask(name, "erase", {kOther}).effect(), Effect::Erase)
        << "heterogeneous, " << name;
    const MethodModel &byIterator = ask(name, "erase", {kIterator});
    EXPECT_EQ(byIterator.effect(), Effect::Write) << name;
    EXPECT_EQ(byIterator.keyParameter, -1) << name;
    EXPECT_TRUE(byIterator.returnsIterator) << name;
    const MethodModel &range = ask(name, "erase", {kIterator, kIterator});
    EXPECT_EQ(range.effect(), Effect::Erase) << name;
    EXPECT_EQ(observeOf(range), Observe::Size) << name;
  }
}

TEST(StdModels, ExtractByKeyAndByIterator) {
  for (const char *name : kEight) {
    EXPECT_EQ(ask(name, "extract", {kKey}).effect(), Effect::Erase);
    EXPECT_EQ(observeOf(ask(name, "extract", {kKey})), Observe::Size);
    EXPECT_EQ(ask(name, "extract", {kIterator}).effect(), Effect::Write);
  }
}

TEST(StdModels, InsertIntoUniqueMaps) {
  for (const char *name : {"std::map", "std::unordered_map"}) {
    const MethodModel &value = ask(name, "insert", {kValue});
    EXPECT_EQ(value.effect(), Effect::Upsert);
    EXPECT_EQ(observeOf(value), Observe::PairSecond);
    EXPECT_EQ(value.keyParameter, 0);
    EXPECT_TRUE(value.keyIsFirstOfPair);
    EXPECT_EQ(observeOf(ask(name, "insert", {kOther})), Observe::PairSecond);
    const MethodModel &hint = ask(name, "insert", {kIterator, kValue});
    EXPECT_EQ(observeOf(hint), Observe::Size);
    EXPECT_EQ(hint.keyParameter, 1);
    EXPECT_TRUE(hint.returnsIterator);
  }
}

TEST(StdModels, InsertIntoMultisAlwaysInserts) {
  for (const char *name : {"std::multimap", "std::unordered_multimap",
                           "std::multiset", "std::unordered_multiset"}) {
    EXPECT_EQ(ask(name, "insert", {kValue}).effect(), Effect::Write);
    EXPECT_EQ(ask(name, "insert", {kIterator, kOther}).effect(), Effect::Write);
    EXPECT_EQ(ask(name, "emplace", {kOther, kOther, kOther}).effect(),
              Effect::Write);
    EXPECT_EQ(ask(name, "emplace_hint", {kIterator, kOther}).effect(),
              Effect::Write);
    EXPECT_TRUE(ask(name, "insert", {kValue}).returnsIterator);
  }
}

TEST(StdModels, RangesListsAndNodesMayChangeNothing) {
  for (const char *name : kEight)
    for (std::vector<ArgumentKind> arguments :
         {std::vector{kOther, kOther}, std::vector{kIterator, kIterator},
          std::vector{kList}, std::vector{kNode},
          std::vector{kIterator, kNode}}) {
      const MethodModel &insert = ask(name, "insert", arguments);
      EXPECT_EQ(insert.effect(), Effect::Upsert) << name;
      EXPECT_EQ(observeOf(insert), Observe::Size) << name;
      EXPECT_EQ(insert.keyParameter, -1) << name;
    }
}

TEST(StdModels, ASetsElementIsItsKey) {
  const MethodModel &insert = ask("std::set", "insert", {kKey});
  EXPECT_EQ(insert.keyParameter, 0);
  EXPECT_FALSE(insert.keyIsFirstOfPair);
  EXPECT_EQ(ask("std::set", "emplace", {kOther, kOther}).keyParameter, -1);
  EXPECT_EQ(ask("std::map", "emplace", {kOther, kOther}).keyParameter, 0);
}

TEST(StdModels, KeysOfHintedAndUnhintedCalls) {
  for (const char *name : {"std::map", "std::unordered_map"}) {
    EXPECT_EQ(ask(name, "try_emplace", {kKey, kOther}).keyParameter, 0);
    EXPECT_EQ(ask(name, "try_emplace", {kKey}).keyParameter, 0);
    EXPECT_EQ(ask(name, "try_emplace", {kIterator, kKey}).keyParameter, 1);
    EXPECT_EQ(observeOf(ask(name, "try_emplace", {kIterator, kKey})),
              Observe::Size);
    EXPECT_EQ(ask(name, "insert_or_assign", {kKey, kOther}).effect(),
              Effect::Assign);
    EXPECT_EQ(
        ask(name, "insert_or_assign", {kIterator, kKey, kOther}).keyParameter,
        1);
    EXPECT_EQ(ask(name, "operator[]", {kKey}).effect(), Effect::Upsert);
    EXPECT_EQ(ask(name, "at", {kKey}, true).effect(), Effect::Read);
  }
}

TEST(StdModels, OtherMapsTakePart) {
  for (const char *name : kEight) {
    const MethodModel &copy =
        ask(name, "constructor", {ArgumentKind::ConstMap});
    ASSERT_EQ(copy.operands.size(), 2u) << name;
    EXPECT_EQ(copy.effect(), Effect::Construct);
    EXPECT_EQ(copy.operands[1].effect, Effect::ReadAll);
    const MethodModel &move =
        ask(name, "constructor", {ArgumentKind::MovedMap, kOther});
    ASSERT_EQ(move.operands.size(), 2u) << name;
    EXPECT_EQ(move.operands[1].effect, Effect::Write);
    const MethodModel &assign =
        ask(name, "operator=", {ArgumentKind::MovedMap});
    ASSERT_EQ(assign.operands.size(), 2u) << name;
    EXPECT_EQ(assign.effect(), Effect::Write);
    EXPECT_EQ(assign.operands[1].effect, Effect::Write);
    const MethodModel &swap = ask(name, "swap", {ArgumentKind::Map});
    ASSERT_EQ(swap.operands.size(), 2u) << name;
    EXPECT_EQ(swap.operands[1].effect, Effect::Write);
    for (ArgumentKind kind : {ArgumentKind::Map, ArgumentKind::MovedMap}) {
      const MethodModel &merge = ask(name, "merge", {kind});
      ASSERT_EQ(merge.operands.size(), 2u) << name;
      EXPECT_EQ(merge.effect(), Effect::Upsert);
      EXPECT_EQ(merge.operands[1].effect, Effect::Erase);
      EXPECT_EQ(merge.operands[1].observe, Observe::Size);
    }
    EXPECT_EQ(ask(name, "constructor").operands.size(), 1u);
    EXPECT_EQ(ask(name, "operator=", {kList}).operands.size(), 1u);
  }
}

TEST(StdModels, PlacesThatNeverChangeAreNotRead) {
  for (const char *name : kEight)
    for (const char *method : {"end", "cend", "get_allocator", "max_size"})
      EXPECT_EQ(ask(name, method).effect(), Effect::None) << method;
  EXPECT_EQ(ask("std::unordered_set", "end", {kOther}).effect(), Effect::Read)
      << "the end of a bucket";
}

TEST(StdModels, ComparisonsReadBothMaps) {
  for (const char *name : {"std::operator==", "std::operator<",
                           "std::operator<=>", "std::__cxx1998::operator=="}) {
    EXPECT_TRUE(models().namesFunction(name)) << name;
    const MethodModel *model = models().findFunction(
        {name, false, {ArgumentKind::ConstMap, ArgumentKind::ConstMap}});
    ASSERT_TRUE(model) << name;
    ASSERT_EQ(model->operands.size(), 2u);
    for (int i : {0, 1}) {
      EXPECT_EQ(model->operands[i].parameter, i);
      EXPECT_EQ(model->operands[i].effect, Effect::ReadAll);
    }
  }
  EXPECT_EQ(models().findFunction({"std::operator==", false, {kOther, kOther}}),
            nullptr);
}

// A rule that another one above it hides is a mistake in the file.
TEST(StdModels, EveryRuleCanMatch) {
  for (const auto &type : models().types())
    for (const MethodRule &rule : type->rules) {
      MethodSignature call{rule.name, rule.constOnly, {}};
      for (const MethodRule::Argument &argument : rule.arguments)
        call.arguments.push_back(argument.any ? kOther : argument.kind);
      if (rule.anyArguments || rule.moreArguments) // more than others list
        call.arguments.resize(5, kOther);
      EXPECT_EQ(type->find(call), &rule.model)
          << type->name << ": " << rule.text;
    }
}

} // namespace
