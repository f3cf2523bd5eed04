// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules are found by name, constness and kinds of arguments; the first wins.
#include "plugin/model/model.h"
#include "plugin/model/rule_text.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

MethodRule rule(const std::string &text) {
  MethodRule result;
  EXPECT_EQ(parseRule(text, result), "");
  return result;
}

MethodSignature call(const std::string &name,
                     std::vector<ArgumentKind> arguments = {},
                     bool isConst = false) {
  return {name, isConst, std::move(arguments)};
}

constexpr ArgumentKind kKey = ArgumentKind::Key;
constexpr ArgumentKind kIterator = ArgumentKind::Iterator;

TEST(Rule, NameAloneMatchesEveryOverload) {
  MethodRule size = rule("size");
  EXPECT_TRUE(size.matches(call("size")));
  EXPECT_TRUE(size.matches(call("size", {kKey}, true)));
  EXPECT_FALSE(size.matches(call("max_size")));
}

TEST(Rule, EmptyParenthesesMatchNoArgumentOnly) {
  MethodRule begin = rule("begin()");
  EXPECT_TRUE(begin.matches(call("begin")));
  EXPECT_FALSE(begin.matches(call("begin", {ArgumentKind::Other})));
}

TEST(Rule, KindsAndCountMustAgree) {
  MethodRule erase = rule("erase(iterator, iterator)");
  EXPECT_TRUE(erase.matches(call("erase", {kIterator, kIterator})));
  EXPECT_FALSE(erase.matches(call("erase", {kIterator})));
  EXPECT_FALSE(erase.matches(call("erase", {kIterator, kKey})));
  EXPECT_FALSE(erase.matches(call("erase", {kIterator, kIterator, kKey})));
}

TEST(Rule, UnderscoreIsAnyKind) {
  MethodRule insert = rule("insert(iterator, _)");
  EXPECT_TRUE(insert.matches(call("insert", {kIterator, kKey})));
  EXPECT_TRUE(insert.matches(call("insert", {kIterator, ArgumentKind::Other})));
  EXPECT_FALSE(insert.matches(call("insert", {kKey, kKey})));
}

TEST(Rule, DotsAreAnyNumberOfFurtherArguments) {
  MethodRule emplace = rule("try_emplace(iterator, ...)");
  EXPECT_TRUE(emplace.matches(call("try_emplace", {kIterator})));
  EXPECT_TRUE(emplace.matches(call("try_emplace", {kIterator, kKey, kKey})));
  EXPECT_FALSE(emplace.matches(call("try_emplace", {})));
  EXPECT_FALSE(emplace.matches(call("try_emplace", {kKey})));
}

TEST(Rule, ConstMatchesConstMethodsOnly) {
  for (const char *text : {"at const", "at(key) const"}) {
    MethodRule at = rule(text);
    EXPECT_TRUE(at.matches(call("at", {kKey}, true))) << text;
    EXPECT_FALSE(at.matches(call("at", {kKey}, false))) << text;
  }
}

TEST(Rule, EachKindHasItsWord) {
  EXPECT_TRUE(rule("f(const map&, map&, map&&)")
                  .matches(call("f", {ArgumentKind::ConstMap, ArgumentKind::Map,
                                      ArgumentKind::MovedMap})));
  EXPECT_TRUE(rule("f(key, value, node, list)")
                  .matches(call("f", {kKey, ArgumentKind::Value,
                                      ArgumentKind::NodeHandle,
                                      ArgumentKind::InitializerList})));
}

TEST(Rule, CallOperatorKeepsItsParentheses) {
  EXPECT_TRUE(rule("operator()(key)").matches(call("operator()", {kKey})));
  EXPECT_TRUE(rule("operator()").matches(call("operator()", {kKey, kKey})));
}

TEST(Rule, BadTextSaysWhatToWrite) {
  MethodRule unused;
  EXPECT_NE(parseRule("erase(iter)", unused).find("'iter'; write key"),
            std::string::npos);
  EXPECT_NE(parseRule("erase(key", unused).find("no closing parenthesis"),
            std::string::npos);
  EXPECT_NE(parseRule("erase(key) volatile", unused).find("only const"),
            std::string::npos);
  EXPECT_NE(parseRule("(key)", unused).find("needs a method's name"),
            std::string::npos);
  EXPECT_NE(parseRule("int size", unused).find("needs a method's name"),
            std::string::npos);
}

TEST(TypeModel, FirstRuleThatMatchesCounts) {
  TypeModel type;
  for (const char *text : {"erase(iterator)", "erase(_)"})
    type.rules.push_back(rule(text));
  type.rules[0].model.keyParameter = 10;
  type.rules[1].model.keyParameter = 11;
  EXPECT_EQ(type.find(call("erase", {kIterator}))->keyParameter, 10);
  EXPECT_EQ(type.find(call("erase", {kKey}))->keyParameter, 11);
  EXPECT_EQ(type.find(call("erase", {})), nullptr);
}

} // namespace
