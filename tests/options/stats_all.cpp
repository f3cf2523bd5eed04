// RUN: %mapsanxx -O0 %s -o %t && env MAPSAN_OPTIONS=stats=2 %t 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 %s -o %t && env MAPSAN_OPTIONS=stats=2 %t 2>&1 | FileCheck %s
// Intent: stats=2 counts what fast paths do not: every read, every map, and the
// maps that two threads used. 40 maps; one is only built and ended by another
// thread than its user, one is written by both threads under a lock, one is
// written by one and read by both.
// CHECK: MapSan stats: call sites: {{[1-9]}}
// CHECK: MapSan stats: call sites reached: {{[1-9]}}
// CHECK: MapSan stats: threads: 2
// CHECK: MapSan stats: writing operations and constructions: 189
// CHECK-NOT: slots armed
// CHECK: MapSan stats: reading operations: 1000
// CHECK: MapSan stats: maps used: 40
// CHECK: MapSan stats: maps used by two or more threads: 2
// CHECK: MapSan stats: operations on those once shared: 561
// CHECK: MapSan stats: operations on maps not told apart: 0
// CHECK: MapSan stats: reports: 0
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

using Squares = std::unordered_map<int, int>;
std::mutex lock;

void fill(Squares &squares, int from, int to) {
  for (int i = from; i < to; ++i) {
    std::lock_guard<std::mutex> guard(lock);
    squares.emplace(i, i * i);
  }
}

void look(const Squares &squares, int times) {
  for (int i = 0; i < times; ++i)
    if (squares.count(0) != 1)
      __builtin_trap();
}

int main() {
  Squares built, written, read;  // 3 constructions
  fill(read, 0, 1);              // 1 write
  fill(written, 0, 10);          // 10 writes
  std::thread([&] {
    fill(built, 0, 1);           // 1 write
    fill(written, 10, 60);       // 50 writes, all on a shared map
    look(read, 500);             // 500 reads, all on a shared map
  }).join();
  fill(written, 60, 70);         // 10, all on a shared map
  look(read, 1);                 // 1, on a shared map
  for (int i = 0; i < 36; ++i) { // 36 constructions, writes, destructions
    std::map<int, int> own;
    own.emplace(i, i);
  }
  Squares last; // used by nobody but its maker
  fill(last, 0, 1);
  look(last, 499);
}
