// RUN: %mapsanxx -O0 -DRACE %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 66 %t0 2>&1 | FileCheck %s
// RUN: %mapsanxx -O2 -DRACE %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 66 %t2 2>&1 | FileCheck %s
// RUN: %clean
// Intent: real programs get the hint that their mistake deserves, and no other.
#include "elements.h"

#include <map>
#include <shared_mutex>
#include <string>

using Ages = std::map<int, int>;
std::mutex mutex, other;
std::shared_mutex shared;

#define APART __attribute__((noinline))

// CHECK: Map: 'no_lock::ages'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: SUMMARY
namespace no_lock {
Ages ages;
APART void add() { ages.emplace(1, 30); }
APART void look() { (void)ages.size(); }
} // namespace no_lock

// CHECK: Map: 'writer_locks::ages'
// CHECK-NOT: Note:
// CHECK: Note: after its operation T{{[0-9]+}} first released M1
// CHECK-NEXT: Note: only the writer holds a lock: whoever reads must hold it, too
// CHECK-NEXT: SUMMARY
namespace writer_locks {
Ages ages;
APART void add() {
  std::lock_guard<std::mutex> guard(mutex);
  ages.emplace(1, 30);
}
APART void look() { (void)ages.size(); }
} // namespace writer_locks

// CHECK: Map: 'reader_locks::ages'
// CHECK-NOT: Note:
// CHECK: Note: only the reader holds a lock: whoever writes must hold it, too
// CHECK-NEXT: SUMMARY
namespace reader_locks {
Ages ages;
APART void add() { ages.emplace(1, 30); }
APART void look() {
  std::lock_guard<std::mutex> guard(mutex);
  (void)ages.size();
}
} // namespace reader_locks

// CHECK: Map: 'one_writer_locks::ages'
// CHECK-NOT: Note:
// CHECK: Note: after its operation T{{[0-9]+}} first released M1
// CHECK-NEXT: Note: only one of the two writers holds a lock
// CHECK-NEXT: SUMMARY
namespace one_writer_locks {
Ages ages;
APART void add() {
  std::lock_guard<std::mutex> guard(mutex);
  ages.emplace(1, 30);
}
APART void remove() { ages.erase(1); }
} // namespace one_writer_locks

// CHECK: Map: 'different_locks::ages'
// CHECK-NOT: Note:
// CHECK: Note: after its operation T{{[0-9]+}} first released M2
// CHECK-NEXT: Note: the two threads hold different locks, which exclude nobody from the map
// CHECK-NEXT: SUMMARY
namespace different_locks {
Ages ages;
APART void add() {
  std::lock_guard<std::mutex> guard(mutex);
  ages.emplace(1, 30);
}
APART void look() {
  std::lock_guard<std::mutex> guard(other);
  (void)ages.size();
}
} // namespace different_locks

// CHECK: Map: 'shared_lock::ages'
// CHECK: Locks: M1 'shared' taken for reading by T{{[0-9]+}} at {{.*}}hints.cpp:[[#@LINE+12]]; M1 'shared' taken for reading by [[WRITER:T[0-9]+]] at {{.*}}hints.cpp:[[#@LINE+8]] →
// CHECK-NOT: Note:
// CHECK: Note: after its operation [[WRITER]] first released M1
// CHECK-NEXT: Note: [[WRITER]] writes while it holds M1 only for reading
// CHECK-NEXT: SUMMARY
namespace shared_lock {
Ages ages;
APART void add() {
  std::shared_lock<std::shared_mutex> guard(shared);
  ages.emplace(1, 30);
}
APART void look() {
  std::shared_lock<std::shared_mutex> guard(shared);
  (void)ages.size();
}
} // namespace shared_lock

// CHECK: Map: 'lazy::ages'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: Note: two threads are in one function that found the map empty: fill it under std::call_once or in a local static's initialiser
// CHECK-NEXT: SUMMARY
namespace lazy {
Ages ages;
APART int age(int key) {
  if (ages.empty())
    for (int i = 0; i < 10; ++i)
      ages.emplace(i, 30);
  return ages.at(key);
}
} // namespace lazy

// CHECK: Map: 'not_lazy::ages'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: SUMMARY
namespace not_lazy {
Ages ages{{0, 30}};
APART int age(int key) {
  if (!ages.count(key))
    ages.emplace(key, 30);
  return ages.at(key);
}
} // namespace not_lazy

// CHECK: Map: 'both_fill::ages'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: SUMMARY
namespace both_fill {
Ages ages;
APART void count(int key) { ++ages[key]; }
} // namespace both_fill

// CHECK: Map: 'constant::Cache::ages_'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: Note: constant::Cache::get(int) is const and changes constant::Cache::ages_: callers may take it for a read that needs no lock
// CHECK-NEXT: SUMMARY
namespace constant {
struct Cache {
  APART int get(int key) const { return ages_.emplace(key, 30).first->second; }
  APART int size() const { return int(ages_.size()); }
  mutable Ages ages_{{0, 0}};
} cache;
} // namespace constant

// CHECK: Map: 'not_constant::Cache::ages_'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: SUMMARY
namespace not_constant {
struct Cache {
  APART int get(int key) { return ages_.emplace(key, 30).first->second; }
  APART int size() const { return int(ages_.size()); }
  mutable Ages ages_{{0, 0}};
} cache;
} // namespace not_constant

// CHECK: Map: 'looked::ages'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: Note: operator[] inserted key "Ann": use find or at to only look
// CHECK-NEXT: SUMMARY
namespace looked {
std::map<std::string, int> ages;
APART int age() { return ages["Ann"]; }
APART void look() { (void)ages.size(); }
} // namespace looked

// CHECK: Map: 'not_looked::ages'
// CHECK-NOT: Note:
// CHECK: Note: neither thread holds a lock
// CHECK-NEXT: SUMMARY
namespace not_looked {
std::map<std::string, int> ages;
APART void set() { ages["Ann"] = 30; }
APART void look() { (void)ages.size(); }
} // namespace not_looked

// CHECK: Map: 'released::ages'
// CHECK-NOT: Note:
// CHECK: Note: T{{[0-9]+}} last acquired from M1
// CHECK-NEXT: Note: T{{[0-9]+}} took the reference by find at hints.cpp:[[#@LINE+6]] in released::look(), and released M1 before it used it: hold the lock as long as the reference, or take a copy
// CHECK-NEXT: SUMMARY
namespace released {
Ages ages{{1, 30}};
APART int look() {
  mutex.lock();
  auto found = ages.find(1);
  mutex.unlock();
  return found->second;
}
APART void set() {
  std::lock_guard<std::mutex> guard(mutex);
  ages.at(1) = 31;
}
} // namespace released

// CHECK: Map: 'not_released::ages'
// CHECK-NOT: Note:
// CHECK: Note: only the reader holds a lock: whoever writes must hold it, too
// CHECK-NEXT: SUMMARY
namespace not_released {
Ages ages{{1, 30}};
APART int look() {
  mutex.lock();
  auto found = ages.find(1);
  mutex.unlock();
  std::lock_guard<std::mutex> guard(mutex);
  return found->second;
}
APART void set() { ages.at(1) = 31; }
} // namespace not_released

// CHECK-NOT: WARNING
int main() {
  oneAfterTheOther(no_lock::add, no_lock::look);
  oneAfterTheOther(writer_locks::add, writer_locks::look);
  oneAfterTheOther(reader_locks::add, reader_locks::look);
  oneAfterTheOther(one_writer_locks::add, one_writer_locks::remove);
  oneAfterTheOther(different_locks::add, different_locks::look);
  oneAfterTheOther(shared_lock::add, shared_lock::look);
  oneAfterTheOther([] { lazy::age(1); }, [] { lazy::age(2); });
  oneAfterTheOther([] { not_lazy::age(1); }, [] { not_lazy::age(2); });
  oneAfterTheOther([] { both_fill::count(1); }, [] { both_fill::count(2); });
  oneAfterTheOther([] { constant::cache.get(1); },
                   [] { constant::cache.size(); });
  oneAfterTheOther([] { not_constant::cache.get(1); },
                   [] { not_constant::cache.size(); });
  oneAfterTheOther(looked::age, looked::look);
  oneAfterTheOther(not_looked::set, not_looked::look);
  oneAfterTheOther(released::look, released::set);
  oneAfterTheOther(not_released::set, not_released::look);
}
