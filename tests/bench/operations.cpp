// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one operation on a map costs. The same source is compiled plain, with
// the plugin and with -fsanitize=thread; tests/bench/run puts the three side by
// side. All maps but the cold ones stay in the first-level cache: the hottest
// loops are where a check shows most.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

using Hashed = std::unordered_map<int, int>;

constexpr int kKeys = 256;

Hashed filled() {
  Hashed map;
  for (int key = 0; key < kKeys; ++key)
    map[key] = key;
  return map;
}

void findLoop(benchmark::State &state, const Hashed &map) {
  int key = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.find(key)->second);
    key = (key + 1) % kKeys;
  }
}

void findHit(benchmark::State &state) {
  Hashed map = filled();
  findLoop(state, map);
}
BENCHMARK(findHit)->Name("unordered_map<int, int> find, hit");

void indexPresent(benchmark::State &state) {
  Hashed map = filled();
  int key = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(map[key]);
    key = (key + 1) % kKeys;
  }
}
BENCHMARK(indexPresent)->Name("operator[] of a present key");

void insertErase(benchmark::State &state) {
  Hashed map = filled();
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.emplace(kKeys, 1).second);
    benchmark::DoNotOptimize(map.erase(kKeys));
  }
}
BENCHMARK(insertErase)->Name("emplace and erase");

void stringFind(benchmark::State &state) {
  std::map<std::string, std::string> map;
  std::vector<std::string> keys;
  for (int key = 0; key < kKeys; ++key) {
    keys.push_back("/usr/share/doc/" + std::to_string(key * 7919 % 1000));
    map[keys.back()] = "value";
  }
  int key = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.find(keys[key])->second);
    key = (key + 1) % kKeys;
  }
}
BENCHMARK(stringFind)->Name("map<string, string> find");

void rangeFor(benchmark::State &state) {
  Hashed map = filled();
  for (auto _ : state) {
    long sum = 0;
    for (const auto &entry : map)
      sum += entry.second;
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(rangeFor)->Name("range-for over 256 elements");

// Its steps are in the algorithm, which gets iterators from elsewhere.
void algorithm(benchmark::State &state) {
  Hashed map = filled();
  for (auto _ : state) {
    long sum = 0;
    std::for_each(map.begin(), map.end(),
                  [&](const auto &entry) { sum += entry.second; });
    benchmark::DoNotOptimize(sum);
  }
}
BENCHMARK(algorithm)->Name("std::for_each over 256 elements");

// A million maps, each looked into once per round, in an order that no cache
// likes.
void coldMaps(benchmark::State &state) {
  constexpr size_t kMaps = 1000000;
  static std::vector<std::map<int, int>> *maps = [] {
    auto *made = new std::vector<std::map<int, int>>(kMaps);
    for (auto &map : *made)
      map[1] = 1;
    return made;
  }();
  size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize((*maps)[at].find(1)->second);
    at = (at + 611953) % kMaps;
  }
}
BENCHMARK(coldMaps)->Name("find in 10^6 cold maps");

void sharedReaders(benchmark::State &state) {
  static const Hashed map = filled();
  findLoop(state, map);
}
BENCHMARK(sharedReaders)
    ->Name("find, 2 threads on one map")
    ->Threads(2)
    ->UseRealTime();

void filledElsewhere(benchmark::State &state) {
  Hashed map;
  std::thread([&map] { map = filled(); }).join();
  findLoop(state, map);
}
BENCHMARK(filledElsewhere)->Name("find, filled by another thread");

void shortLived(benchmark::State &state) {
  for (auto _ : state) {
    Hashed map;
    for (int key = 0; key < 4; ++key)
      map.emplace(key, key);
    benchmark::DoNotOptimize(map.size());
  }
}
BENCHMARK(shortLived)->Name("a map's life with 4 elements");

// What report mode is for: every operation behind a lock that threads fight for.
void behindLock(benchmark::State &state) {
  static Hashed map = filled();
  static std::mutex lock;
  int key = kKeys + state.thread_index();
  for (auto _ : state) {
    std::lock_guard<std::mutex> guard(lock);
    benchmark::DoNotOptimize(map.emplace(key, 1).second);
    benchmark::DoNotOptimize(map.find(key)->second);
    benchmark::DoNotOptimize(map.erase(key));
  }
}
BENCHMARK(behindLock)
    ->Name("lock, emplace, find, erase, unlock, 2 threads")
    ->Threads(2)
    ->UseRealTime();

// A program that does something else, too: some two microseconds of it.
void mostlyComputing(benchmark::State &state) {
  Hashed map = filled();
  std::vector<unsigned> numbers(1024, 3);
  unsigned key = 0;
  for (auto _ : state) {
    for (unsigned &number : numbers)
      number = number * 1664525u + 1013904223u + (number >> 16);
    key = numbers[key % 1024] % kKeys;
    benchmark::DoNotOptimize(map.find(static_cast<int>(key))->second);
  }
}
BENCHMARK(mostlyComputing)->Name("1024 numbers, then one find");

} // namespace

BENCHMARK_MAIN();
