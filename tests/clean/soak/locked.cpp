// RUN: %mapsanxx -O1 %s -o %t.20 && %exits 0 %t.20 > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: %root/tests/support/silent %t.out
// RUN: %mapsanxx -O1 -fplugin-arg-mapsan-table-bits=4 %s -o %t.4 && %exits 0 %t.4 > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: %root/tests/support/silent %t.out
// RUN: %mapsanxx -O2 -fplugin-arg-mapsan-table-bits=0 %s -o %t.0 && %exits 0 %t.0 > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: %root/tests/support/silent %t.out
// RUN: env MAPSAN_OPTIONS=strict=1 %exits 0 %t.0 > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: %root/tests/support/silent %t.out
// RUN: env MAPSAN_OPTIONS=strict=1:halt_on_error=0 %exits 0 %t.20 > %t.out 2>&1 || (cat %t.out; exit 1)
// RUN: %root/tests/support/silent %t.out
// Intent: however maps share words, and whatever memory they use again, maps
// that are locked correctly are never reported. The argument is the number of
// rounds (a longer soak by hand).
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

struct Random {
  unsigned state;
  unsigned below(unsigned limit) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % limit;
  }
};

/// An order that throws now and then, inside the operation.
struct ThrowingLess {
  static thread_local int left; // comparisons until it throws, 0: never
  bool operator()(int one, int other) const {
    if (left && --left == 0)
      throw std::runtime_error("comparison");
    return one < other;
  }
};
thread_local int ThrowingLess::left = 0;

struct Bin {
  std::mutex mutex;
  std::map<int, std::string> tree;
  std::unordered_map<std::string, int> table;
  std::multimap<int, int> many;
  std::set<int, ThrowingLess> throwing;
};

struct Shared {
  Bin bins[6];
  std::shared_mutex readMostlyMutex;
  std::unordered_map<int, int> readMostly;
  std::mutex nestedMutex;
  std::map<int, std::map<int, std::unordered_map<int, int>>> nested;
  std::mutex snapshotMutex;
  std::shared_ptr<const std::map<int, int>> snapshot =
      std::make_shared<const std::map<int, int>>();
  std::mutex handedMutex;
  std::vector<std::map<int, int>> handed; // built by one, destroyed by another
} shared;

void useBin(Bin &bin, Random &random) {
  std::lock_guard<std::mutex> lock(bin.mutex);
  const int key = static_cast<int>(random.below(40));
  switch (random.below(10)) {
  case 0:
    bin.tree[key] = "a string that does not fit in place";
    break;
  case 1:
    bin.table.emplace(std::to_string(key), key);
    break;
  case 2:
    bin.tree.erase(key);
    bin.table.erase(std::to_string(key));
    break;
  case 3:
    for (const auto &entry : bin.tree)
      bin.many.insert({entry.first, key});
    break;
  case 4:
    bin.many.clear();
    break;
  case 5:
    if (auto node = bin.tree.extract(key))
      bin.tree.insert(std::move(node));
    break;
  case 6: {
    std::map<int, std::string> other = bin.tree;
    other[key + 1000] = "one more";
    bin.tree.merge(other);
    if (bin.tree.size() > 100)
      bin.tree = std::move(other);
    break;
  }
  case 7:
    if (auto found = bin.tree.find(key); found != bin.tree.end())
      bin.tree.erase(found);
    break;
  case 8:
    ThrowingLess::left = static_cast<int>(1 + random.below(4));
    try {
      bin.throwing.insert(key);
      bin.throwing.erase(key + 1);
      (void)bin.throwing.count(key + 2);
    } catch (const std::runtime_error &) {
    }
    ThrowingLess::left = 0;
    break;
  default:
    (void)(bin.tree.count(key) + bin.table.size() + bin.many.size());
  }
}

void swapBins(Random &random) {
  const unsigned one = random.below(6), other = random.below(6);
  if (one == other)
    return;
  std::scoped_lock lock(shared.bins[one].mutex, shared.bins[other].mutex);
  shared.bins[one].tree.swap(shared.bins[other].tree);
  shared.bins[one].table = std::move(shared.bins[other].table);
  shared.bins[other].table.clear();
}

void useReadMostly(Random &random) {
  const int key = static_cast<int>(random.below(60));
  if (random.below(8) == 0) {
    std::unique_lock<std::shared_mutex> lock(shared.readMostlyMutex);
    if (!shared.readMostly.erase(key))
      shared.readMostly[key] = key;
    return;
  }
  std::shared_lock<std::shared_mutex> lock(shared.readMostlyMutex);
  long sum = 0;
  for (const auto &entry : shared.readMostly)
    sum += entry.second;
  (void)(shared.readMostly.find(key) == shared.readMostly.end() && sum);
}

void useNested(Random &random) {
  std::lock_guard<std::mutex> lock(shared.nestedMutex);
  const int outer = static_cast<int>(random.below(5));
  if (random.below(6) == 0)
    shared.nested.erase(outer);
  else
    shared.nested[outer][static_cast<int>(random.below(5))][outer] = outer;
}

void useSnapshot(Random &random) {
  std::shared_ptr<const std::map<int, int>> mine;
  {
    std::lock_guard<std::mutex> lock(shared.snapshotMutex);
    mine = shared.snapshot;
  }
  (void)mine->count(3);
  if (random.below(4))
    return;
  auto next = std::make_shared<std::map<int, int>>(*mine);
  (*next)[static_cast<int>(random.below(30))] = 1;
  std::lock_guard<std::mutex> lock(shared.snapshotMutex);
  shared.snapshot = std::move(next);
}

std::map<int, int> build(Random &random) {
  std::map<int, int> result;
  for (unsigned i = 0; i < random.below(5); ++i)
    result.emplace(i, i);
  return result;
}

void useShortLived(Random &random) {
  auto onHeap = std::make_unique<std::unordered_map<int, int>>();
  std::map<int, int> onStack = build(random);
  for (int i = 0; i < 4; ++i)
    (*onHeap)[i] = onStack[i];
  std::lock_guard<std::mutex> lock(shared.handedMutex);
  shared.handed.push_back(std::move(onStack));
  if (shared.handed.size() > 20)
    shared.handed.erase(shared.handed.begin(), shared.handed.begin() + 10);
}

void work(unsigned seed, int rounds) {
  Random random{seed};
  for (int i = 0; i < rounds; ++i)
    switch (random.below(8)) {
    case 0:
      swapBins(random);
      break;
    case 1:
      useReadMostly(random);
      break;
    case 2:
      useNested(random);
      break;
    case 3:
      useSnapshot(random);
      break;
    case 4:
      useShortLived(random);
      break;
    default:
      useBin(shared.bins[random.below(6)], random);
    }
}

} // namespace

int main(int argc, char **argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 4000;
  // Threads come and go: their numbers, stacks and records are used again.
  for (unsigned generation = 0; generation < 6; ++generation) {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 5; ++i)
      threads.emplace_back(work, 10 * generation + i, rounds);
    for (std::thread &thread : threads)
      thread.join();
  }
}
