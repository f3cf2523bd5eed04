// RUN: %mapsanxx_only -fplugin-arg-mapsan-print-plan -c %s -o %t.o > %t.plan 2>&1 && FileCheck %s < %t.plan && FileCheck %s --check-prefix=NEVER < %t.plan
// Intent: a limit (docs/limits.md): what a map class has from a virtual base is
// not seen; its own methods are, and a base that is one of several is no limit.
#include <mapsan/mapsan.h>

template <int> struct Store {
  int *find(int key) { return cells + key; }
  int cells[4] = {};
};
struct Counter {
  long uses = 0;
};
struct MAPSAN_MAP Table : virtual Store<1> {
  void put(int key) { cells[key] = 1; }
};
struct MAPSAN_MAP Both : virtual Counter, Store<2> {
  void put(int key) { cells[key] = 1; }
};

int main() {
  Table table;
  table.put(1);
  // CHECK-DAG: :[[#@LINE-1]]:9: main: put on 'Table' (write)
  table.find(1);
  // NEVER-NOT: :[[#@LINE-1]]:9:
  Both both;
  both.put(1);
  // CHECK-DAG: :[[#@LINE-1]]:8: main: put on 'Both' (write)
  both.find(1);
  // CHECK-DAG: :[[#@LINE-1]]:8: main: find on 'Both' (read)
}
