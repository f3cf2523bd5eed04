// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/stack_depot.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

using namespace mapsan;

namespace {

using Stack = std::vector<uint64_t>;

Stack stackOf(const StackDepot &depot, uint32_t number) {
  Stack pcs(16);
  pcs.resize(depot.get(number, pcs.data(), 16));
  return pcs;
}

uint32_t put(StackDepot &depot, const Stack &pcs) {
  return depot.put(pcs.data(), static_cast<uint32_t>(pcs.size()));
}

TEST(StackDepot, KeepsEqualStacksOnce) {
  auto depot = std::make_unique<StackDepot>();
  const uint32_t first = put(*depot, {1, 2, 3});
  EXPECT_NE(first, 0u);
  EXPECT_EQ(put(*depot, {1, 2, 3}), first);
  EXPECT_NE(put(*depot, {1, 2, 4}), first);
  EXPECT_EQ(stackOf(*depot, first), (Stack{1, 2, 3}));
}

// A library went and another came to its place: who was who stays.
TEST(StackDepot, MovedCodeIsNotTakenForWhatComesToItsPlace) {
  auto depot = std::make_unique<StackDepot>();
  const uint32_t other = put(*depot, {99, 200, 7});
  const uint32_t old = put(*depot, {100, 5, 199});
  depot->move(100, 200, 1000);
  EXPECT_EQ(stackOf(*depot, other), (Stack{99, 200, 7}));
  EXPECT_EQ(stackOf(*depot, old), (Stack{1100, 5, 1199}));
  const uint32_t young = put(*depot, {100, 5, 199});
  EXPECT_NE(young, old);
  EXPECT_EQ(stackOf(*depot, young), (Stack{100, 5, 199}));
}

} // namespace
