// RUN: %clangxx -O1 -g -shared -fPIC -DLIBRARY %s -o %t-handover.so
// RUN: %mapsanxx -O1 %s %t-handover.so -Wl,-rpath,/ -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// RUN: echo 'called_from_lib:handover.so' > %t.supp
// RUN: env MAPSAN_OPTIONS=mode=report:suppressions=%t.supp:print_suppressions=1 %exits 0 %t 2>&1 | FileCheck %s --check-prefix=HIDDEN
// RUN: echo 'called_from_lib:libother.so' > %t.supp
// RUN: env MAPSAN_OPTIONS=mode=report:suppressions=%t.supp %exits 66 %t 2>&1 | FileCheck %s
// Intent: a library that was built without the plugin hands work from one thread to another by
// an atomic of its own. That order is not seen (docs/limits.md); a line with the
// library's name hides what follows from it, and no other library's does.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: Evidence: unordered
// HIDDEN-NOT: WARNING
// HIDDEN: 0 races and 0 notes{{.*}} 1 suppressed
// HIDDEN: called_from_lib:handover.so
#ifdef LIBRARY
#include <atomic>
#include <thread>

void oneAfterTheOther(void (*first)(), void (*second)()) {
  std::atomic<bool> isDone{false};
  std::thread other([&] {
    while (!isDone)
      std::this_thread::yield();
    second();
  });
  first();
  isDone = true;
  other.join();
}
#else
#include <map>

std::map<int, int> ages;

void oneAfterTheOther(void (*first)(), void (*second)());

int main() {
  oneAfterTheOther([] { ages.emplace(1, 30); }, [] { (void)ages.count(1); });
}
#endif
