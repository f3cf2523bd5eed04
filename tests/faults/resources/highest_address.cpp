// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -O1 -DRACE %s -o %t.race && env MAPSAN_OPTIONS=mode=report %exits 66 %t.race 2>&1 | FileCheck %s
// Intent: a map, and its elements, at the highest addresses that a process has.
// CHECK: WARNING: MapSan: concurrent element access
#include "mapsan_test.h"

#include <mutex>
#include <new>
#include <sys/mman.h>
#include <unordered_map>

/// Gives memory from the end of a page downwards.
template <typename T> struct High {
  using value_type = T;
  High() = default;
  template <typename U> High(const High<U> &) {}
  T *allocate(size_t count);
  void deallocate(T *, size_t) {}
  bool operator==(const High &) const { return true; }
  bool operator!=(const High &) const { return false; }
};

char *top;

template <typename T> T *High<T>::allocate(size_t count) {
  top -= (count * sizeof(T) + 15) / 16 * 16;
  return reinterpret_cast<T *>(top);
}

using Map = std::unordered_map<int, int, std::hash<int>, std::equal_to<int>,
                               High<std::pair<const int, int>>>;

// The stack is near the end, wherever chance put it: the highest page that is free.
char *highestPage() {
  constexpr size_t kBytes = 1 << 16;
  for (uintptr_t end = uintptr_t{1} << 47; end > uintptr_t{1} << 46;
       end -= kBytes) {
    const uintptr_t page = end - 2 * kBytes;
    void *const pages =
        mmap(reinterpret_cast<void *>(page), kBytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (pages == reinterpret_cast<void *>(page))
      return static_cast<char *>(pages) + kBytes;
  }
  return nullptr;
}

int main() {
  top = highestPage();
  if (!top)
    return 1;
  Map &map = *new (High<Map>().allocate(1)) Map;
  map[1] = 1;
  std::mutex mutex;
  const auto use = [&](int key) {
    std::unique_lock<std::mutex> lock(mutex);
    map.emplace(key, key);
    int &found = map.at(1);
#ifdef RACE
    lock.unlock();
#endif
    found = key;
  };
  runInTurn([&] { use(2); }, [&] { use(3); });
}
