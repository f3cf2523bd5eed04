// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The assumptions about classes that nobody described, case by case.
#include "plugin/model/model.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

Effect effectOf(const std::string &name, bool isConst,
                std::vector<ArgumentKind> arguments = {}) {
  return defaultModel({name, isConst, std::move(arguments)}).effect();
}

TEST(DefaultModel, ConstMethodsRead) {
  EXPECT_EQ(effectOf("lookup", true), Effect::Read);
}

TEST(DefaultModel, LookupsOfTheStandardReadAlthoughNotConst) {
  for (const char *name :
       {"find", "at", "begin", "end", "lower_bound", "upper_bound",
        "equal_range", "data", "front", "back"})
    EXPECT_EQ(effectOf(name, false), Effect::Read) << name;
}

TEST(DefaultModel, OtherMethodsWriteAlways) {
  MethodModel model = defaultModel({"put", false, {ArgumentKind::Key}});
  ASSERT_EQ(model.operands.size(), 1u);
  EXPECT_EQ(model.effect(), Effect::Write);
  EXPECT_EQ(model.operands[0].observe, Observe::Always);
  EXPECT_EQ(model.operands[0].parameter, Operand::kThis);
  EXPECT_EQ(model.keyParameter, 0);
}

TEST(DefaultModel, ReadsObserveNothing) {
  EXPECT_EQ(defaultModel({"find", false, {}}).operands[0].observe,
            Observe::Never);
}

TEST(DefaultModel, CopyingReadsAllOfTheArgument) {
  for (const char *name : {"constructor", "operator="}) {
    MethodModel model = defaultModel({name, false, {ArgumentKind::ConstMap}});
    ASSERT_EQ(model.operands.size(), 2u) << name;
    EXPECT_EQ(model.operands[1].parameter, 0);
    EXPECT_EQ(model.operands[1].effect, Effect::ReadAll);
  }
}

TEST(DefaultModel, MovingAndSwappingWriteTheArgument) {
  for (const char *name : {"constructor", "operator=", "swap", "merge"}) {
    ArgumentKind kind =
        name[0] == 's' ? ArgumentKind::Map : ArgumentKind::MovedMap;
    MethodModel model = defaultModel({name, false, {kind}});
    ASSERT_EQ(model.operands.size(), 2u) << name;
    EXPECT_EQ(model.operands[1].effect, Effect::Write) << name;
    EXPECT_EQ(model.operands[1].observe, Observe::Always) << name;
  }
}

TEST(DefaultModel, OtherMethodsLeaveMapArgumentsToTheCallsInside) {
  EXPECT_EQ(
      defaultModel({"exportTo", true, {ArgumentKind::Map}}).operands.size(),
      1u);
}

TEST(DefaultModel, LifeBeginsAndEnds) {
  EXPECT_EQ(effectOf("constructor", false), Effect::Construct);
  EXPECT_EQ(effectOf("destructor", false), Effect::Destroy);
}

} // namespace
