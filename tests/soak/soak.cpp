// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Many maps, many threads, for as long as one likes:
//
//   soak SECONDS [PAIRS]
//
// All of it is locked correctly, and every answer of a map is compared with what a
// plain array beside it says: exit status 3 if one is wrong. Threads come and go, so
// their numbers, stacks and records are used again. After the first third the
// process may not grow any more: else exit status 4. PAIRS (0 to 8) of functions
// race, each pair on a map of its own and again and again: they are all that may be
// reported, and each has to be (tests/soak/run counts them).
#include "tests/support/mapsan_test.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

constexpr unsigned kBins = 6, kKeys = 40, kPairs = 8;

using Time = std::chrono::steady_clock;

void check(bool isRight, const char *what) {
  if (isRight)
    return;
  std::fprintf(stderr, "soak: wrong answer: %s\n", what);
  _exit(3);
}

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

/// What a map should hold: how many elements of each key, and their sum.
struct Truth {
  unsigned of[kKeys] = {};
  unsigned total = 0;
  void add(unsigned key) { ++of[key], ++total; }
  unsigned remove(unsigned key) {
    const unsigned had = std::exchange(of[key], 0);
    total -= had;
    return had;
  }
};

struct Bin {
  std::mutex mutex;
  std::map<unsigned, std::string> tree;
  std::unordered_map<std::string, unsigned> table;
  std::multimap<unsigned, unsigned> many;
  std::set<int, ThrowingLess> throwing;
  Truth inTree, inTable, inMany;
};

struct Shared {
  Bin bins[kBins];
  std::shared_mutex readMostlyMutex;
  std::unordered_map<unsigned, unsigned> readMostly;
  Truth inReadMostly;
  std::mutex nestedMutex;
  std::map<int, std::map<int, std::unordered_map<int, int>>> nested;
  std::mutex snapshotMutex;
  std::shared_ptr<const std::map<int, int>> snapshot =
      std::make_shared<const std::map<int, int>>();
  std::mutex handedMutex;
  std::vector<std::map<int, int>> handed; // built by one, destroyed by another
} shared;

void useTree(Bin &bin, unsigned key, unsigned how) {
  Truth &truth = bin.inTree;
  const bool has = truth.of[key];
  switch (how) {
  case 0:
    bin.tree[key] = "a string that does not fit in place";
    if (!has)
      truth.add(key);
    break;
  case 1:
    check(bin.tree.erase(key) == truth.remove(key), "erase");
    break;
  case 2:
    if (auto node = bin.tree.extract(key))
      check(bin.tree.insert(std::move(node)).inserted, "insert of a node");
    break;
  case 3: {
    std::map<unsigned, std::string> other = bin.tree;
    check(other.size() == truth.total, "size of a copy");
    other.try_emplace(key, "one more");
    bin.tree.merge(other);
    if (!has)
      truth.add(key);
    break;
  }
  case 4:
    if (auto found = bin.tree.find(key); found != bin.tree.end()) {
      check(has, "find");
      bin.tree.erase(found);
      truth.remove(key);
    }
    break;
  default:
    check(bin.tree.count(key) == has, "count");
    check(bin.tree.size() == truth.total, "size");
  }
}

void useTable(Bin &bin, unsigned key, unsigned how) {
  Truth &truth = bin.inTable;
  const std::string name = std::to_string(key);
  if (how == 0) {
    check(bin.table.emplace(name, key).second == !truth.of[key], "emplace");
    if (!truth.of[key])
      truth.add(key);
  } else if (how == 1) {
    check(bin.table.erase(name) == truth.remove(key), "erase by name");
  } else {
    unsigned sum = 0;
    for (const auto &entry : bin.table)
      sum += truth.of[entry.second];
    check(sum == truth.total && bin.table.size() == sum, "walk");
  }
}

void useMany(Bin &bin, unsigned key, unsigned how) {
  if (how == 0 || bin.inMany.total < 30) {
    bin.many.insert({key, key});
    bin.inMany.add(key);
  } else if (how == 1) {
    check(bin.many.erase(key) == bin.inMany.remove(key), "erase of many");
  } else if (bin.inMany.total > 200) {
    bin.many.clear();
    bin.inMany = {};
  } else {
    check(bin.many.count(key) == bin.inMany.of[key], "count of many");
  }
}

void useThrowing(Bin &bin, Random &random) {
  const int key = static_cast<int>(random.below(kKeys));
  ThrowingLess::left = static_cast<int>(1 + random.below(4));
  try {
    bin.throwing.insert(key);
    bin.throwing.erase(key + 1);
    (void)bin.throwing.count(key + 2);
  } catch (const std::runtime_error &) {
  }
  ThrowingLess::left = 0;
}

void useBin(Bin &bin, Random &random) {
  std::lock_guard<std::mutex> lock(bin.mutex);
  const unsigned key = random.below(kKeys), how = random.below(7);
  switch (random.below(4)) {
  case 0:
    return useTable(bin, key, how % 3);
  case 1:
    return useMany(bin, key, how % 3);
  case 2:
    return useThrowing(bin, random);
  default:
    return useTree(bin, key, how);
  }
}

void swapBins(Random &random) {
  Bin &one = shared.bins[random.below(kBins)];
  Bin &other = shared.bins[random.below(kBins)];
  if (&one == &other)
    return;
  std::scoped_lock lock(one.mutex, other.mutex);
  one.tree.swap(other.tree);
  std::swap(one.inTree, other.inTree);
  one.table = std::move(other.table);
  one.inTable = std::exchange(other.inTable, {});
  other.table.clear();
}

void useReadMostly(Random &random) {
  const unsigned key = random.below(kKeys);
  Truth &truth = shared.inReadMostly;
  if (random.below(8) == 0) {
    std::unique_lock<std::shared_mutex> lock(shared.readMostlyMutex);
    check(shared.readMostly.erase(key) == truth.of[key],
          "erase of read-mostly");
    if (!truth.remove(key)) {
      shared.readMostly[key] = key;
      truth.add(key);
    }
    return;
  }
  std::shared_lock<std::shared_mutex> lock(shared.readMostlyMutex);
  unsigned count = 0;
  for (const auto &entry : shared.readMostly)
    count += truth.of[entry.second];
  check(count == truth.total, "walk of read-mostly");
  check((shared.readMostly.find(key) != shared.readMostly.end()) ==
            (truth.of[key] != 0),
        "find in read-mostly");
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

void useShortLived(Random &random) {
  auto onHeap = std::make_unique<std::unordered_map<int, int>>();
  std::map<int, int> onStack;
  for (unsigned i = 0; i < random.below(5); ++i)
    onStack.emplace(i, i);
  for (int i = 0; i < 4; ++i)
    (*onHeap)[i] = onStack[i];
  std::lock_guard<std::mutex> lock(shared.handedMutex);
  shared.handed.push_back(std::move(onStack));
  if (shared.handed.size() > 20)
    shared.handed.erase(shared.handed.begin(), shared.handed.begin() + 10);
}

void work(unsigned seed, Time::time_point end) {
  Random random{seed};
  while (Time::now() < end)
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
      useBin(shared.bins[random.below(kBins)], random);
    }
}

/// Two functions that race on a map that is nobody else's: one is held inside an
/// insertion while the other looks.
template <unsigned N> struct Planted {
  std::map<unsigned, unsigned, Less> map{{1, 1}, {2, 2}};
  Barrier inside, done;

  __attribute__((noinline)) void inserts() {
    hold.here(inside, done);
    map.insert({7, N});
  }
  __attribute__((noinline)) void looks() {
    inside.wait();
    (void)map.count(N);
    done.arrive();
  }
  static void race() {
    Planted here;
    runBoth([&] { here.inserts(); }, [&] { here.looks(); });
  }
};

template <unsigned... N>
void race(unsigned which, std::integer_sequence<unsigned, N...>) {
  ((which == N ? Planted<N>::race() : void()), ...);
}

long residentKilobytes() {
  long pages = 0, resident = 0;
  if (std::FILE *file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2)
      resident = 0;
    std::fclose(file);
  }
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

} // namespace

int main(int count, char **arguments) {
  const double seconds = count > 1 ? std::atof(arguments[1]) : 1;
  const unsigned pairs = count > 2 ? std::atoi(arguments[2]) : 0;
  const auto begin = Time::now();
  const auto passed = [&] {
    return std::chrono::duration<double>(Time::now() - begin).count();
  };
  long settled = 0;
  for (unsigned generation = 0; passed() < seconds; ++generation) {
    const double end = passed() + seconds / 20;
    const auto over = begin + std::chrono::duration_cast<Time::duration>(
                                  std::chrono::duration<double>(end));
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 5; ++i)
      threads.emplace_back(work, 10 * generation + i, over);
    for (unsigned which = 0; pairs && passed() < end; ++which)
      race(which % pairs, std::make_integer_sequence<unsigned, kPairs>());
    for (std::thread &thread : threads)
      thread.join();
    if (!settled && passed() > seconds / 3)
      settled = residentKilobytes();
  }
  const long now = residentKilobytes();
  std::printf("resident after a third %ld KB, at the end %ld KB\n", settled,
              now);
  if (seconds >= 60 && settled && now > settled + settled / 10 + 16384)
    return 4;
  return 0;
}
