// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -std=c++20 -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -std=c++20 -O1 -DRACE %s -o %t.race && env MAPSAN_OPTIONS=mode=report %exits 66 %t.race 2>&1 | FileCheck %s
// RUN: %mapsanxx -std=c++20 -O0 %s -o %t.0 && env MAPSAN_OPTIONS=mode=report %exits 0 %t.0 > %t.out 2>&1 && %silent %t.out
// Intent: a coroutine goes on on another thread each time, in the middle of a loop
// over its map and between its operations. What orders the threads orders it.
// CHECK: WARNING: MapSan: concurrent map
// CHECK: SUMMARY: MapSan: concurrent map {{.*}}coroutines.cpp
#include "mapsan_test.h"

#include <coroutine>
#include <map>

struct Task {
  struct promise_type {
    Task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

std::map<int, int> shared{{1, 1}, {2, 2}, {3, 3}};

Task walk() {
  std::map<int, int> own;
  for (auto &entry : shared) {
    own.emplace(entry.first, entry.second);
    co_await std::suspend_always();
    own.erase(entry.first - 1);
  }
  shared.emplace(7, static_cast<int>(own.size()));
}

int main() {
  Task task = walk();
  Barrier resumed;
  while (!task.handle.done()) {
    std::thread next([&] {
      task.handle.resume();
      resumed.arrive();
    });
#ifdef RACE
    static int turns;
    resumed.wait(++turns);
    next.detach();
#else
    next.join();
#endif
  }
  task.handle.destroy();
}
