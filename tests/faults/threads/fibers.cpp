// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t -lboost_context && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -O1 -DRACE %s -o %t.race -lboost_context && %exits 66 %t.race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.race 2>&1 | FileCheck %s
// Intent: Boost.Context changes stacks without a call that can be seen. Fibers that
// leave in the middle of an operation, and are dropped there, go on later or go on
// on another thread, make no report; a race between fibers of two threads does.
// CHECK: WARNING: MapSan: concurrent map
// CHECK: #0 {{.*}}fibers.cpp
// CHECK: #0 {{.*}}fibers.cpp
#include "mapsan_test.h"

#include <boost/context/fiber.hpp>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace context = boost::context;

thread_local context::fiber *back;
thread_local bool isLeaving = false;

struct Leaves {
  bool operator()(int a, int b) const {
    if (std::exchange(isLeaving, false)) {
      context::fiber &to = *back; // of the thread that leaves
      to = std::move(to).resume();
    }
    return a < b;
  }
};

std::map<int, int, Less> shared{{0, 0}};
std::mutex mutex;
Barrier inside, done;

// A fiber that is inside emplace.
context::fiber leftInside(std::map<int, int, Leaves> &map, int key) {
  context::fiber fiber{[&map, key](context::fiber &&caller) {
    back = &caller;
    isLeaving = true;
    map.emplace(key, 1);
    return std::move(caller);
  }};
  return std::move(fiber).resume();
}

void useShared(int key) {
  std::lock_guard<std::mutex> lock(mutex);
  shared[key] = 1;
  shared.erase(key);
}

void goOn(int how) {
  std::map<int, int, Leaves> left{{1, 1}, {2, 2}};
  context::fiber fiber = leftInside(left, 3);
  useShared(10 + how);
  std::thread([&] {
    useShared(10 + how);
    if (how == 1)
      fiber = std::move(fiber).resume();
  }).join();
  if (how == 2)
    fiber = std::move(fiber).resume();
  useShared(10 + how);
}

#ifdef RACE
void inFiber(void (*act)()) {
  context::fiber{[act](context::fiber &&caller) {
    act();
    return std::move(caller);
  }}.resume();
}
#endif

int main() {
  for (int round = 0; round < 300; ++round)
    goOn(round % 3);
#ifdef RACE
  runBoth(
      [] {
        inFiber([] {
          hold.here(inside, done);
          shared.emplace(99, 1);
        });
      },
      [] {
        inside.wait();
        inFiber([] { (void)shared.count(1); });
        done.arrive();
      });
#endif
}
