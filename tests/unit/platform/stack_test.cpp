// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/stack.h"

#include "runtime/platform/modules.h"
#include "tests/unit/platform/stack_frameless.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <thread>
#include <vector>

using namespace mapsan;

namespace {

constexpr uint32_t kCapacity = 64;

inline __attribute__((always_inline)) uintptr_t ownFrame() {
  return reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
}

/// What a chain of known calls leaves behind for comparison.
struct Trace {
  uint64_t outer = 0; // return address of the outermost of our functions
  std::vector<uint64_t> byFrames, byTables, byCopy;
  Walk frames{}, tables{}, copy{};
  int depth = 0;

  bool has(const std::vector<uint64_t> &returns) const {
    return std::find(returns.begin(), returns.end(), outer) != returns.end();
  }
};

__attribute__((noinline)) int walkHere(void *context) {
  Trace &trace = *static_cast<Trace *>(context);
  StackLimits limits = currentStackLimits();
  uint64_t returns[kCapacity];
  trace.frames = walkOwnStack(ownFrame(), limits, returns, kCapacity);
  trace.byFrames.assign(returns, returns + trace.frames.count);
  trace.tables = walkByTables(ownFrame(), limits, returns, kCapacity);
  trace.byTables.assign(returns, returns + trace.tables.count);
  auto copy = std::make_unique<StackCopy>();
  EXPECT_TRUE(copyStack(ownFrame(), limits, *copy));
  trace.copy = walkStackCopy(*copy, ownFrame(), returns, kCapacity);
  trace.byCopy.assign(returns, returns + trace.copy.count);
  return 0;
}

__attribute__((noinline)) int recurse(Trace &trace, int depth) {
  return depth ? recurse(trace, depth - 1) + 1 : walkHere(&trace);
}

__attribute__((noinline)) void framed(Trace &trace) {
  trace.outer = reinterpret_cast<uint64_t>(__builtin_return_address(0));
  EXPECT_EQ(recurse(trace, 5), 5);
}

TEST(Stack, FramePointersTablesAndCopyAgree) {
  refreshModules();
  Trace trace;
  framed(trace);
  EXPECT_TRUE(trace.has(trace.byFrames));
  EXPECT_TRUE(trace.has(trace.byTables));
  EXPECT_TRUE(trace.has(trace.byCopy));
  EXPECT_EQ(trace.byTables, trace.byCopy);
  ASSERT_GE(trace.byFrames.size(), 8u);
  for (unsigned i = 0; i < 8; ++i)
    EXPECT_EQ(trace.byFrames[i], trace.byTables[i]) << i;
  EXPECT_EQ(trace.tables.end, WalkEnd::Bottom);
}

__attribute__((noinline)) void throughFrameless(Trace &trace) {
  trace.outer = reinterpret_cast<uint64_t>(__builtin_return_address(0));
  EXPECT_EQ(callFrameless(walkHere, &trace, 3), 0);
}

TEST(Stack, TablesLeadThroughCodeWithoutFramePointers) {
  refreshModules();
  Trace trace;
  throughFrameless(trace);
  EXPECT_TRUE(trace.has(trace.byTables));
  EXPECT_TRUE(trace.has(trace.byCopy));
  EXPECT_EQ(trace.tables.end, WalkEnd::Bottom);
#if defined(__x86_64__)
  EXPECT_FALSE(trace.has(trace.byFrames)) << "else this tests nothing";
#endif
}

Trace *sorting;

__attribute__((noinline)) void throughLibc(Trace &trace) {
  trace.outer = reinterpret_cast<uint64_t>(__builtin_return_address(0));
  sorting = &trace;
  int numbers[] = {2, 1};
  std::qsort(numbers, 2, sizeof(int),
             [](const void *, const void *) { return walkHere(sorting); });
}

TEST(Stack, TablesLeadThroughTheCLibrary) {
  refreshModules();
  Trace trace;
  throughLibc(trace);
  EXPECT_TRUE(trace.has(trace.byTables));
  EXPECT_TRUE(trace.has(trace.byCopy));
}

__attribute__((noinline)) void throughSignal(Trace &trace) {
  trace.outer = reinterpret_cast<uint64_t>(__builtin_return_address(0));
  sorting = &trace;
  std::signal(SIGUSR1, [](int) { walkHere(sorting); });
  raise(SIGUSR1);
  std::signal(SIGUSR1, SIG_DFL);
}

TEST(Stack, TablesLeadThroughASignalHandler) {
  refreshModules();
  Trace trace;
  throughSignal(trace);
  EXPECT_TRUE(trace.has(trace.byTables));
  EXPECT_TRUE(trace.has(trace.byCopy));
}

__attribute__((noinline)) Walk walkTwo(int depth) {
  uint64_t returns[2];
  if (depth == 0)
    return walkOwnStack(ownFrame(), currentStackLimits(), returns, 2);
  Walk walk = walkTwo(depth - 1);
  return {walk.count, walk.end};
}

TEST(Stack, AFullArrayEndsTheWalk) {
  Walk walk = walkTwo(5);
  EXPECT_EQ(walk.count, 2u);
  EXPECT_EQ(walk.end, WalkEnd::Full);
  EXPECT_EQ(walkEndText(walk.end), nullptr);
}

TEST(Stack, NonsenseFramesEndTheWalk) {
  uint64_t returns[kCapacity];
  StackLimits limits = currentStackLimits();
  auto copy = std::make_unique<StackCopy>();
  for (uintptr_t frame : {uintptr_t{0}, uintptr_t{8}, ownFrame() + 1,
                          limits.high - 8, ~uintptr_t{7}}) {
    EXPECT_EQ(walkOwnStack(frame, limits, returns, kCapacity).count, 0u);
    EXPECT_EQ(walkByTables(frame, limits, returns, kCapacity).count, 0u);
    EXPECT_FALSE(copyStack(frame, limits, *copy));
  }
}

TEST(Stack, ReturnAddressesOutsideModulesAreSaid) {
  refreshModules();
  // A caller in generated code, as far as anybody can tell.
  uintptr_t frames[] = {0, 0x1234560, 0, 0};
  frames[0] = reinterpret_cast<uintptr_t>(&frames[2]);
  uint64_t returns[kCapacity];
  Walk walk = walkByTables(reinterpret_cast<uintptr_t>(frames),
                           currentStackLimits(), returns, kCapacity);
  EXPECT_EQ(walk.count, 0u);
  EXPECT_EQ(walk.end, WalkEnd::OutsideModules);
  EXPECT_NE(walkEndText(walk.end), nullptr);
}

/// A thread that waits inside known functions while another looks at it.
struct Sleeper {
  sem_t ready, go;
  uintptr_t frame = 0;
  uint64_t outer = 0;
  StackLimits limits{};

  __attribute__((noinline)) int inner() {
    frame = ownFrame();
    sem_post(&ready);
    sem_wait(&go);
    return 1;
  }
  __attribute__((noinline)) int middle() { return inner() + 1; }
  static void *run(void *context) {
    auto &self = *static_cast<Sleeper *>(context);
    self.limits = currentStackLimits();
    self.outer = reinterpret_cast<uint64_t>(__builtin_return_address(0));
    return self.middle() == 2 ? context : nullptr;
  }
};

TEST(Stack, AnotherThreadsStackIsWalkedFromACopy) {
  refreshModules();
  Sleeper sleeper;
  sem_init(&sleeper.ready, 0, 0);
  sem_init(&sleeper.go, 0, 0);
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, Sleeper::run, &sleeper), 0);
  sem_wait(&sleeper.ready);
  auto copy = std::make_unique<StackCopy>();
  ASSERT_TRUE(copyStack(sleeper.frame, sleeper.limits, *copy));
  sem_post(&sleeper.go);
  pthread_join(thread, nullptr);
  uint64_t returns[kCapacity];
  Walk walk = walkStackCopy(*copy, sleeper.frame, returns, kCapacity);
  ASSERT_GE(walk.count, 3u);
  EXPECT_EQ(returns[2], sleeper.outer);
  EXPECT_EQ(walk.end, WalkEnd::Bottom);
}

TEST(StackLimits, HoldTheMainThreadsStackAndItsGrowth) {
  StackLimits limits = currentStackLimits();
  EXPECT_TRUE(limits.contains(ownFrame()));
  EXPECT_TRUE(limits.contains(ownFrame() - (1u << 20)));
  EXPECT_GT(limits.high, ownFrame());
}

TEST(StackLimits, AgreeWithTheThreadLibrary) {
  std::thread([] {
    pthread_attr_t attributes;
    void *low;
    size_t bytes;
    ASSERT_EQ(pthread_getattr_np(pthread_self(), &attributes), 0);
    pthread_attr_getstack(&attributes, &low, &bytes);
    pthread_attr_destroy(&attributes);
    StackLimits limits = currentStackLimits();
    uintptr_t begin = reinterpret_cast<uintptr_t>(low);
    EXPECT_TRUE(limits.contains(ownFrame()));
    EXPECT_GE(limits.low, begin);
    EXPECT_LE(limits.low, begin + 65536) << "but for a guard page";
    EXPECT_LE(limits.high, begin + bytes);
    EXPECT_GE(limits.high, begin + bytes - 65536) << "but for TLS";
  }).join();
}

StackLimits limitsOnAlternateStack;

TEST(StackLimits, OnAnAlternateStackAreThatStacks) {
  size_t bytes = 64u << 10;
  void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  stack_t stack{}, before{};
  stack.ss_sp = memory;
  stack.ss_size = bytes;
  ASSERT_EQ(sigaltstack(&stack, &before), 0);
  struct sigaction action{};
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = [](int) {
    limitsOnAlternateStack = currentStackLimits();
  };
  sigaction(SIGUSR1, &action, nullptr);
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_DFL);
  sigaltstack(&before, nullptr);
  uintptr_t begin = reinterpret_cast<uintptr_t>(memory);
  EXPECT_LE(limitsOnAlternateStack.low, begin);
  EXPECT_GE(limitsOnAlternateStack.high, begin + bytes);
  EXPECT_FALSE(limitsOnAlternateStack.contains(ownFrame()));
  munmap(memory, bytes);
}

} // namespace
