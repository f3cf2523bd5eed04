// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -O1 -DRACE %s -o %t.race && env MAPSAN_OPTIONS=mode=report %exits 66 %t.race 2>&1 | FileCheck %s
// Intent: maps are used before main, by constructors of the highest priority too,
// after it, by atexit, by static and by thread-local destructors. Where that is in
// order there is silence; where it races, the race is found.
// CHECK-DAG: SUMMARY: MapSan: {{.*}} in before()
// CHECK-DAG: SUMMARY: MapSan: {{.*}} in atExit()
// CHECK-DAG: SUMMARY: MapSan: {{.*}} in Last::~Last()
#include "mapsan_test.h"

#include <cstdlib>
#include <map>
#include <new>

// Built by whoever comes first, destroyed by nobody.
template <int N> std::map<int, int> &map() {
  alignas(std::map<int, int>) static unsigned char
      memory[sizeof(std::map<int, int>)];
  static std::map<int, int> *built = new (memory) std::map<int, int>;
  return *built;
}

/// Uses the map from here and from another thread, in order or not.
template <typename Use> void fromTwo(Use use) {
  [[maybe_unused]] Barrier mine;
  std::thread other([&] {
#ifdef RACE
    mine.wait();
#endif
    use(1);
  });
#ifndef RACE
  other.join();
#endif
  use(2);
#ifdef RACE
  mine.arrive();
  other.join();
#endif
}

struct Last {
  __attribute__((noinline)) ~Last() {
    fromTwo([](int key) { map<3>().emplace(key, key); });
  }
};
Last last;

__attribute__((constructor(101), noinline)) void before() {
  fromTwo([](int key) { map<1>().emplace(key, key); });
}

__attribute__((noinline)) void atExit() {
  fromTwo([](int key) { map<2>().emplace(key, key); });
}

struct OfThread {
  ~OfThread() {
    own.emplace(1, 1);
    map<4>().erase(own.begin()->first);
  }
  std::map<int, int> own;
};

int main() {
  std::atexit(atExit);
  thread_local OfThread mine;
  mine.own.emplace(2, 2);
  std::thread([] {
    thread_local OfThread others;
    others.own.emplace(3, 3);
  }).join();
}
