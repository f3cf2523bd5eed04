// RUN: %mapsanxx -O0 %s -o %t0 && env MAPSAN_OPTIONS=halt_on_error=0 %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t2 && env MAPSAN_OPTIONS=halt_on_error=0 %exits 66 %t2 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// Intent: a function makes its own iterator invalid, and dereferences it before any
// step. What an erasure does to the iterator of its element, clear and an insertion
// into a flat map do to all, and a rehash does to those of an unordered_map.
#include "keeping_allocator.h"
#include <boost/container/flat_map.hpp>
#include <map>
#include <unordered_map>

using Tree = std::map<int, int, std::less<int>, Keeping<std::pair<const int, int>>>;
using Table = std::unordered_map<int, int>;
using Flat = boost::container::flat_map<int, int>;

int sum;

// CHECK-DAG: #0 erased(
void erased(Tree map) {
  auto at = map.find(2);
  map.erase(at);
  sum += at->second;
}

// CHECK-DAG: #0 erasedByKey(
void erasedByKey(Tree map) {
  for (auto at = map.begin(); at != map.end(); ++at)
    if (at->first == 2) {
      map.erase(at->first);
      sum += (*at).second;
      break;
    }
}

// CHECK-DAG: #0 cleared(
void cleared(Tree map) {
  const auto at = map.cbegin();
  map.clear();
  sum += at->second;
}

// CHECK-DAG: #0 rehashed(
void rehashed(Table map) {
  auto at = map.find(2);
  for (int i = 0; i < 100; ++i) {
    map.emplace(i, i);
    sum += at->second;
  }
}

// CHECK-DAG: #0 inserted(
void inserted(Flat map) {
  map.reserve(10);
  auto [at, isNew] = map.emplace(3, 30);
  map[1] = 10;
  sum += at->second;
}

// CHECK-DAG: #0 erasedFlat(
void erasedFlat(Flat map) {
  auto at = map.find(2);
  map.erase(at);
  sum += at->second;
}

int main() {
  const Tree tree{{1, 30}, {2, 40}, {5, 50}};
  erased(tree), erasedByKey(tree), cleared(tree);
  rehashed({{2, 40}});
  inserted({{2, 40}}), erasedFlat({{2, 40}, {5, 50}});
}
// CHECK: MapSan: 6 races
