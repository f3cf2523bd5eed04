// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The detector against the oracles on random schedules. A failure names its
// schedule, which is then played again by itself, with its steps. A million and
// more take a minute and are a command of their own:
//
//   MAPSAN_TEST_SCHEDULES=1000000 build/default/bin/unit_core --gtest_filter='Oracle*'
#include "tests/unit/core/schedule.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace mapsan;
using namespace mapsan::oracle;
using namespace mapsan::scenario;

namespace {

uint64_t scheduleCount() {
  const char *wanted = std::getenv("MAPSAN_TEST_SCHEDULES");
  return wanted ? std::strtoull(wanted, nullptr, 10) : 100000;
}

// Plays a part of the schedules; answers how many races were found, with those
// on elements, if that is asked for.
uint64_t playAll(const Setting &setting, double part,
                 uint64_t *onElements = nullptr) {
  World world;
  ThreadClock *main = world.order().openThread(nullptr);
  uint64_t races = 0;
  const uint64_t count =
      static_cast<uint64_t>(static_cast<double>(scheduleCount()) * part);
  for (uint64_t seed = 1; seed <= count; ++seed) {
    Schedule schedule(world, main, seed, setting);
    std::string failure = schedule.play();
    races += schedule.races();
    if (onElements)
      *onElements += schedule.elementRaces();
    if (failure.empty())
      continue;
    World fresh;
    Schedule again(fresh, fresh.order().openThread(nullptr), seed, setting);
    again.keepLog();
    const std::string alone = again.play();
    ADD_FAILURE() << failure << "by itself: " << alone;
    return races;
  }
  if (setting.promise == Promise::SoundOnly) {
    EXPECT_GT(world.detector->counts().evictedObjects, count);
  }
  return races;
}

TEST(Oracle, FewThreadsOnOneMap) {
  Setting setting;
  setting.threads = 3;
  setting.steps = 60;
  EXPECT_GT(playAll(setting, 0.3), 0u);
}

TEST(Oracle, SomeThreadsOnTwoMaps) {
  Setting setting;
  setting.threads = 5;
  setting.maps = 2;
  setting.steps = 90;
  EXPECT_GT(playAll(setting, 0.2), 0u);
}

TEST(Oracle, ElementsOfOneMap) {
  Setting setting;
  setting.threads = 3;
  setting.onElements = 60;
  setting.steps = 60;
  uint64_t onElements = 0;
  playAll(setting, 0.2, &onElements);
  EXPECT_GT(onElements, 0u);
}

TEST(Oracle, ElementsWhoseMemoryPassesBetweenMaps) {
  Setting setting;
  setting.maps = 2;
  setting.onElements = 70;
  setting.onMaps = 50;
  setting.writes = 40;
  setting.steps = 90;
  uint64_t onElements = 0;
  playAll(setting, 0.1, &onElements);
  EXPECT_GT(onElements, 0u);
}

TEST(Oracle, MoreReadersThanThereAreRecords) {
  Setting setting;
  setting.threads = kThreads;
  setting.isCrowd = true;
  setting.steps = 200;
  setting.onMaps = 60;
  setting.onElements = 30;
  setting.writes = 40;
  setting.changes = 2;
  EXPECT_GT(playAll(setting, 0.05), 0u);
}

TEST(Oracle, ConcurrentMaps) {
  Setting setting;
  setting.isConcurrent = true;
  EXPECT_GT(playAll(setting, 0.05), 0u);
}

TEST(Oracle, WithTooLittleMemoryNothingIsClaimedThatIsNotTrue) {
  Setting setting;
  setting.promise = Promise::SoundOnly;
  setting.onElements = 40;
  EXPECT_GT(playAll(setting, 0.05), 0u);
}

TEST(Oracle, WithForgottenHistoryNothingIsClaimedThatIsNotTrue) {
  Setting setting;
  setting.promise = Promise::SoundOnly;
  setting.onElements = 40;
  setting.steps = 120;
  setting.forgets = true;
  EXPECT_GT(playAll(setting, 0.05), 0u);
}

} // namespace
