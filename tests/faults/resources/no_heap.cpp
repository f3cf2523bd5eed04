// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -O1 -DRACE %s -o %t.race && %exits 66 %t.race 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.race 2>&1 | FileCheck %s
// Intent: malloc fails whenever it likes, at last always. Operations that end by
// std::bad_alloc have not happened, in the maps and for MapSan, and the runtime
// needs no heap: a race is reported when there is none left.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: #0 {{.*}}no_heap.cpp
// CHECK: #0 {{.*}}no_heap.cpp
#include "mapsan_test.h"

#include <errno.h>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <unordered_map>

extern "C" void *__libc_malloc(size_t size);

thread_local unsigned left; // calls until one fails, 0: none does
int hasHeap = 1;

extern "C" void *malloc(size_t size) {
  if (!__atomic_load_n(&hasHeap, __ATOMIC_RELAXED) || (left && --left == 0)) {
    errno = ENOMEM;
    return nullptr;
  }
  return __libc_malloc(size);
}

std::mutex mutex;
std::map<int, std::string> tree;
std::unordered_map<int, std::string> table;
std::map<int, int, Less> ages{{1, 30}, {2, 40}};
int failures;

template <typename Map> void grow(Map &map, int key) {
  std::lock_guard<std::mutex> lock(mutex);
  const size_t before = map.size();
  left = static_cast<unsigned>(key) % 5 + 1;
  try {
    map.emplace(key, std::string(100, 'x'));
    map[key + 1] = std::string(50, 'y');
    left = 0;
  } catch (const std::bad_alloc &) {
    left = 0;
    if (map.size() < before || map.size() > before + 2)
      _Exit(3);
    ++failures;
  }
  map.erase(key - 20);
}

void work() {
  for (int i = 0; i < 500; ++i) {
    grow(tree, i);
    grow(table, i);
  }
}

Barrier inside, done;

int main() {
  runBoth(work, work);
#ifdef RACE
  std::thread writer([] {
    hold.here(inside, done);
    ages.erase(2);
  });
  std::thread reader([] {
    inside.wait();
    __atomic_store_n(&hasHeap, 0, __ATOMIC_RELAXED);
    (void)ages.count(1);
    done.arrive();
  });
  writer.join();
  reader.join();
#endif
  return failures == 0;
}
