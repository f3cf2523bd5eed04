// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each captured stack is compared with what the unwind tables say of the same
// moment: the cache may be fast, it may never be wrong.
#include "runtime/core/capture_cache.h"

#include "runtime/platform/modules.h"
#include "runtime/platform/stack.h"
#include "tests/unit/platform/stack_frameless.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

using namespace mapsan;

namespace {

constexpr uint64_t kPc = 4711, kBadFrame = 3;
int tailsRead;

uint32_t walkOn(uintptr_t frame, uintptr_t low, uintptr_t high,
                uint64_t *returns, uintptr_t *where, uint32_t capacity) {
  ++tailsRead;
  return walkWithPlaces(frame, {low, high}, returns, where, capacity).count;
}

struct Captures {
  std::unique_ptr<StackDepot> depot{new StackDepot()};
  CaptureCache cache = {};
  StackLimits limits = currentStackLimits();
  std::vector<uint32_t> numbers;
  uint64_t now = 0;
};

__attribute__((noinline)) int captureHere(void *context) {
  auto &all = *static_cast<Captures *>(context);
  const auto frame = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const StackKnowledge code = {hasFramePointer, walkOn, kBadFrame};
  const uint32_t number =
      all.cache.capture(*all.depot, code, kPc, frame, all.limits.low,
                        all.limits.high, CaptureCache::kMaxDepth);
  uint64_t kept[64], exact[64];
  const uint32_t count = all.depot->get(number, kept, 64);
  const uint32_t expected =
      walkByTables(frame, all.limits, exact, CaptureCache::kMaxDepth).count;
  EXPECT_EQ(count, expected + 1);
  EXPECT_EQ(kept[0], kPc);
  for (uint32_t i = 0; i < expected && i + 1 < count; ++i)
    EXPECT_EQ(kept[i + 1], exact[i]) << i;
  all.numbers.push_back(number);
  return 0;
}

__attribute__((noinline)) int oneWay(Captures &all, int depth) {
  return callFrameless(captureHere, &all, depth) + 1;
}
__attribute__((noinline)) int otherWay(Captures &all, int depth) {
  return callFrameless(captureHere, &all, depth) + 2;
}

TEST(CaptureCache, AnswersTheSameNumberForTheSameStack) {
  refreshModules();
  Captures all;
  volatile int rounds = 3; // one call, not three unrolled ones
  for (int i = 0; i < rounds; ++i)
    captureHere(&all);
  EXPECT_NE(all.numbers[0], 0u);
  EXPECT_EQ(all.numbers[0], all.numbers[1]);
  EXPECT_EQ(all.numbers[0], all.numbers[2]);
}

TEST(CaptureCache, IsExactThroughCodeWithoutFramePointers) {
  refreshModules();
  Captures all;
  for (int round = 0; round < 3; ++round)
    for (int depth = 0; depth < 4; ++depth) {
      oneWay(all, depth);
      otherWay(all, depth);
    }
  for (unsigned i = 0; i < 8; ++i)
    EXPECT_EQ(all.numbers[i], all.numbers[i + 8]);
  EXPECT_NE(all.numbers[0], all.numbers[1]);
  EXPECT_NE(all.numbers[0], all.numbers[2]);
}

TEST(CaptureCache, ReadsTheFrameOfThreadsOnce) {
  refreshModules();
  std::thread([] {
    Captures all;
    captureHere(&all);
    tailsRead = 0;
    for (int i = 0; i < 100; ++i)
      captureHere(&all);
    EXPECT_EQ(tailsRead, 0);
  }).join();
}

TEST(CaptureCache, MarksAFrameThatPointsNowhere) {
  Captures all;
  uintptr_t frames[4] = {0, 0, 0, 0};
  const auto base = reinterpret_cast<uintptr_t>(frames);
  frames[0] = base + 4096; // outside the limits below
  frames[1] = reinterpret_cast<uintptr_t>(&captureHere) + 1;
  const StackKnowledge code = {[](uint64_t) { return true; }, walkOn,
                               kBadFrame};
  const uint32_t number = all.cache.capture(*all.depot, code, kPc, base, base,
                                            base + sizeof frames, 32);
  uint64_t kept[8];
  ASSERT_EQ(all.depot->get(number, kept, 8), 3u);
  EXPECT_EQ(kept[2], kBadFrame);
}

TEST(CaptureCache, SeesAChangeInEachFrame) {
  Captures all;
  uintptr_t words[16];
  const auto at = [&](unsigned frame) {
    return reinterpret_cast<uintptr_t>(&words[2 * frame]);
  };
  for (unsigned frame = 0; frame < 8; ++frame) {
    words[2 * frame] = frame < 7 ? at(frame + 1) : 0;
    words[2 * frame + 1] = 5000 + frame;
  }
  const StackKnowledge code = {[](uint64_t) { return true; }, walkOn,
                               kBadFrame};
  const auto capture = [&] {
    return all.cache.capture(*all.depot, code, kPc, at(0), at(0), at(8), 32);
  };
  const uint32_t first = capture();
  EXPECT_EQ(capture(), first);
  for (unsigned frame = 0; frame < 8; ++frame) {
    ++words[2 * frame + 1];
    const uint32_t other = capture();
    EXPECT_NE(other, first) << frame;
    EXPECT_EQ(capture(), other);
    --words[2 * frame + 1];
    EXPECT_EQ(capture(), first);
  }
  for (unsigned frame = 0; frame < 6; ++frame) {
    words[2 * frame] = at(frame + 2);
    EXPECT_NE(capture(), first) << frame;
    words[2 * frame] = at(frame + 1);
    EXPECT_EQ(capture(), first);
  }
}

TEST(CaptureCache, PausesWhenItsShareIsUsedUp) {
  Captures all;
  static uint64_t cycles;
  cycles = 1;
  const auto now = [] { return cycles; };
  bool isPaused = false;
  for (int i = 0; i < 10'000'000 && !isPaused; ++i) {
    isPaused = !all.cache.mayCapture(now);
    if (!isPaused) {
      uintptr_t frames[2] = {0, 5000u + static_cast<unsigned>(i)};
      const auto base = reinterpret_cast<uintptr_t>(frames);
      const StackKnowledge code = {[](uint64_t) { return true; }, walkOn,
                                   kBadFrame};
      all.cache.capture(*all.depot, code, kPc, base, base, base + 16, 32);
    }
  }
  EXPECT_TRUE(isPaused);
  cycles += 1'000'000'000; // a share of this is 31 million
  for (int i = 0; i < 100 && isPaused; ++i)
    isPaused = !all.cache.mayCapture(now);
  EXPECT_FALSE(isPaused);
}

} // namespace
