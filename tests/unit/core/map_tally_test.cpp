// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/map_tally.h"

#include <gtest/gtest.h>

#include <memory>

using namespace mapsan;

namespace {

struct MapTallyTest : testing::Test {
  std::unique_ptr<MapTally> tally{new MapTally()};
  const void *map(uintptr_t number) const {
    return reinterpret_cast<const void *>(0x1000 + 48 * number);
  }
};

TEST_F(MapTallyTest, OneThreadSharesNothing) {
  EXPECT_FALSE(tally->use(map(1), 7));
  EXPECT_FALSE(tally->use(map(1), 7));
  EXPECT_FALSE(tally->use(map(2), 8));
  EXPECT_EQ(tally->maps(), 2u);
  EXPECT_EQ(tally->sharedMaps(), 0u);
}

TEST_F(MapTallyTest, TheSecondThreadSharesForGood) {
  EXPECT_FALSE(tally->use(map(1), 7));
  EXPECT_TRUE(tally->use(map(1), 8));
  EXPECT_TRUE(tally->use(map(1), 9));
  EXPECT_TRUE(tally->use(map(1), 7));
  EXPECT_EQ(tally->maps(), 1u);
  EXPECT_EQ(tally->sharedMaps(), 1u);
}

TEST_F(MapTallyTest, AnAddressHasManyLives) {
  for (uint32_t thread = 1; thread <= 3; ++thread) {
    tally->begin(map(1));
    EXPECT_FALSE(tally->use(map(1), thread));
  }
  EXPECT_EQ(tally->maps(), 3u);
  EXPECT_EQ(tally->sharedMaps(), 0u);
}

TEST_F(MapTallyTest, AMapNobodyUsedIsNone) {
  tally->begin(map(1));
  EXPECT_EQ(tally->maps(), 0u);
}

TEST_F(MapTallyTest, SaysWhatFoundNoPlace) {
  constexpr uintptr_t kAll = 1u << 20;
  for (uintptr_t i = 0; i <= kAll; ++i)
    EXPECT_FALSE(tally->use(map(i), 1));
  EXPECT_GE(tally->misses(), 1u);
  EXPECT_EQ(tally->maps() + tally->misses(), kAll + 1);
}

TEST_F(MapTallyTest, CountsACallSiteOnce) {
  for (int round = 0; round < 2; ++round)
    for (uintptr_t site = 1; site <= 300; ++site)
      tally->reach(map(site));
  EXPECT_EQ(tally->sites(), 300u);
  EXPECT_EQ(tally->siteMisses(), 0u);
}

TEST_F(MapTallyTest, SaysWhichCallSitesFoundNoPlace) {
  constexpr uintptr_t kAll = 1u << 20;
  for (uintptr_t site = 0; site <= kAll; ++site)
    tally->reach(map(site));
  EXPECT_GE(tally->siteMisses(), 1u);
  EXPECT_EQ(tally->sites() + tally->siteMisses(), kAll + 1);
}

} // namespace
