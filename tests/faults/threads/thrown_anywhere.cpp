// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O0 %s -o %t0 && %exits 0 %t0 > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t0 > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t0 race 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && %exits 0 %t2 > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t2 > %t.out 2>&1 && %silent %t.out
// RUN: %exits 66 %t2 race 2>&1 | FileCheck %s
// Intent: the hash, the comparison, the allocator and the constructors of key and
// value each throw out of operations of two threads with a lock, at every one of
// their calls once: nothing is left behind, and a race after it all is found.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK-DAG: #0 {{.*}}thrown_anywhere.cpp:[[#@LINE+53]]
// CHECK-DAG: #0 {{.*}}thrown_anywhere.cpp:[[#@LINE+57]]
// CHECK: SUMMARY: MapSan: concurrent map read and map write
#include "mapsan_test.h"

#include <memory>
#include <mutex>
#include <unistd.h>
#include <unordered_map>

thread_local int callsLeft = -1; // until one throws; below 0: none does

void mayThrow() {
  if (callsLeft >= 0 && callsLeft-- == 0)
    throw 1;
}

struct Key {
  int value;
  Key(int value) : value(value) { mayThrow(); }
  Key(const Key &other) : value(other.value) { mayThrow(); }
};
struct HashOf {
  size_t operator()(const Key &key) const {
    mayThrow();
    return Hash()(key.value % 3);
  }
};
struct Same {
  bool operator()(const Key &left, const Key &right) const {
    mayThrow();
    return left.value == right.value;
  }
};
template <class T> struct Memory : std::allocator<T> {
  Memory() = default;
  template <class U> Memory(const Memory<U> &) {}
  template <class U> struct rebind {
    using other = Memory<U>;
  };
  T *allocate(size_t number) {
    mayThrow();
    return std::allocator<T>::allocate(number);
  }
};

using Entry = std::pair<const Key, Key>;
std::unordered_map<Key, Key, HashOf, Same, Memory<Entry>> people;
std::mutex mutex;
Barrier inside, done;

void insertLater() {
  hold.here(inside, done);
  people.emplace(1000, 1);
}

void look() {
  inside.wait();
  (void)people.count(2000);
  done.arrive();
}

void throwFromEach() {
  int thrown = 0;
  for (int key = 0; key < 40; ++key)
    for (int calls = 0; calls < 30; ++calls) {
      std::lock_guard<std::mutex> lock(mutex);
      callsLeft = calls;
      try {
        people.emplace(key, key);
        people.insert_or_assign(key + 1, key);
        (void)people.find(key);
        people.erase(key - 3);
        people.rehash(calls % 2 ? 200 : 0);
      } catch (int) {
        ++thrown;
      }
      callsLeft = -1;
    }
  if (thrown < 40) // it tests nothing then
    _exit(1);
}

int main(int number, char **) {
  runBoth(throwFromEach, throwFromEach);
  if (number > 1)
    runBoth(insertLater, look);
}
