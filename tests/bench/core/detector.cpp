// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the core of report mode costs by itself: no interceptors, no stacks, one
// real thread that plays several. Prints nanoseconds, the best of a hundred short rounds.
#include "tests/unit/support/scenario.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace mapsan;
using namespace mapsan::scenario;

namespace {

template <typename Body> void measure(const char *what, Body body) {
  constexpr int kCount = 2000; // short: a busy machine interrupts seldom
  double best = 1e9;
  for (int round = 0; round < 100; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kCount; ++i)
      body(i);
    const std::chrono::duration<double, std::nano> time =
        std::chrono::steady_clock::now() - start;
    best = time.count() / kCount < best ? time.count() / kCount : best;
  }
  std::printf("%-66s %7.1f ns\n", what, best);
}

struct Bench {
  World world;
  Actor main{world};
  Actor *threads[64];
  Map map;
  Lock lock;
  Object atomic;
  Findings found;
  OpenOperation open;

  explicit Bench(int count) {
    threads[0] = &main;
    for (int i = 1; i < count; ++i)
      threads[i] = new Actor(main);
  }

  void operate(Actor &actor, Effect effect, Changed changed) {
    Detector &detector = *world.detector;
    ThreadClock &self = *actor.clock;
    self.enter(&map);
    if (!detector.isRepeated(self, &map, effect)) {
      Access access = {};
      access.effect = effect;
      access.stack = 1;
      access.size = access.buckets = kUnknownSize;
      detector.begin(self, &map, access, open, found);
      if (open.isOpen)
        detector.end(self, &map, access, changed, open, found);
      if (found.count)
        std::abort();
    }
    self.leave(&map);
  }
};

} // namespace

int main() {
  {
    Bench bench(2);
    measure("mutex lock + unlock, same thread, nothing new", [&](int) {
      bench.main.locks(bench.lock);
      bench.main.unlocks(bench.lock);
    });
    measure("mutex lock + unlock, alternating threads, nothing new",
            [&](int i) {
              bench.threads[i & 1]->locks(bench.lock);
              bench.threads[i & 1]->unlocks(bench.lock);
            });
  }
  {
    Bench bench(2);
    measure("insert, private map", [&](int) {
      bench.operate(bench.main, Effect::Upsert, Changed::Yes);
    });
    measure("read, repeated in one epoch",
            [&](int) { bench.operate(bench.main, Effect::Read, Changed::No); });
  }
  for (int count : {2, 16, 64}) {
    Bench bench(count);
    const auto next = [&](int i) -> Actor & {
      return *bench.threads[i % count];
    };
    char what[100];
    std::snprintf(what, sizeof what,
                  "lock + unlock, one insert inside, %d threads in turn",
                  count);
    measure(what, [&](int i) {
      next(i).locks(bench.lock);
      bench.operate(next(i), Effect::Upsert, Changed::Yes);
      next(i).unlocks(bench.lock);
    });
    std::snprintf(what, sizeof what,
                  "lock + unlock, one find inside, %d threads in turn", count);
    measure(what, [&](int i) {
      next(i).locks(bench.lock);
      bench.operate(next(i), Effect::Read, Changed::No);
      next(i).unlocks(bench.lock);
    });
    std::snprintf(what, sizeof what,
                  "shared lock + unlock, one find inside, %d threads in turn",
                  count);
    measure(what, [&](int i) {
      next(i).locksShared(bench.lock);
      bench.operate(next(i), Effect::Read, Changed::No);
      next(i).unlocksShared(bench.lock);
    });
    std::snprintf(what, sizeof what,
                  "reference count (acq_rel), nothing new, %d threads in turn",
                  count);
    measure(what, [&](int i) {
      next(i).updates(bench.atomic, MemoryOrder::AcquireRelease);
    });
    std::snprintf(what, sizeof what, "acquire load, nothing new, %d threads",
                  count);
    measure(what,
            [&](int i) { next(i).loads(bench.atomic, MemoryOrder::Acquire); });
    std::snprintf(what, sizeof what, "relaxed load, nothing new, %d threads",
                  count);
    measure(what,
            [&](int i) { next(i).loads(bench.atomic, MemoryOrder::Relaxed); });
  }
  Bench bench(1);
  Object other[64];
  measure("release store to 64 atomics in turn, nothing new", [&](int i) {
    bench.main.stores(other[i & 63], MemoryOrder::Release);
  });
  measure("forgetting 64 bytes where nothing is known", [&](int i) {
    char *const at =
        reinterpret_cast<char *>(uintptr_t{0x700000000000}) + (i & 1023) * 64;
    bench.world.detector->forgetRange(at, at + 64);
  });
}
