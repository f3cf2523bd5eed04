// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -fplugin-arg-mapsan-types=annotated -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=ONLY
// RUN: %clangxx -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=NONE
// Intent: attributes make a class a map; the default rule covers the methods without one.
#include <mapsan/mapsan.h>

#include <map>
#include <string>
#include <vector>

struct MAPSAN_MAP Table {
  std::vector<int> cells;
  Table() : cells(9) {}
  Table(const Table &) = default;
  ~Table() {}
  int get(int key) const { return cells[key]; }
  int *find(int key) { return &cells[key]; }
  void put(int key, int value) { cells[key] = value; }
  MAPSAN_READS int peek(int key) { return cells[key]; }
  MAPSAN_WRITES void touch() const {}
  MAPSAN_UPSERTS bool insert(int key) { return key == 3; }
  MAPSAN_ERASES int drop(const std::string &key) { return int(key.size()); }
  MAPSAN_SAFE void poke() {}
  MAPSAN_IGNORE void dump() {}
  static void none() {}
};

namespace {
template <typename Key> struct MAPSAN_MAP Cache {
  struct MAPSAN_MAP Line {
    void fill() {}
  } line;
  void store(Key) {}
};
} // namespace

int main() {
  Table t;       // CHECK-DAG: [[#@LINE]]:9: main: Table on 'Table' (construct) object 't'
  Table u = t;   // CHECK-DAG: [[#@LINE]]:13: main: Table on 'Table' (construct, read-all) object 'u'
  t.get(1);      // CHECK-DAG: [[#@LINE]]:5: main: get on 'Table' (read)
  t.find(1);     // CHECK-DAG: [[#@LINE]]:5: main: find on 'Table' (read)
  t.put(1, 2);   // CHECK-DAG: [[#@LINE]]:5: main: put on 'Table' (write)
  t.peek(1);     // CHECK-DAG: [[#@LINE]]:5: main: peek on 'Table' (read)
  t.touch();     // CHECK-DAG: [[#@LINE]]:5: main: touch on 'Table' (write)
  t.insert(1);   // CHECK-DAG: [[#@LINE]]:5: main: insert on 'Table' (upsert)
  t.drop("a");   // CHECK-DAG: [[#@LINE]]:5: main: drop on 'Table' (erase)
  t.poke();      // CHECK-DAG: [[#@LINE]]:5: main: poke on 'Table' (safe)
  t.dump();      // NONE-NOT: :[[#@LINE]]:
  Table::none(); // NONE-NOT: :[[#@LINE]]:
  Cache<long> c;
  c.store(1);    // CHECK-DAG: [[#@LINE]]:5: main: store on '(anonymous namespace)::Cache<long>' (write) object 'c'
  c.line.fill(); // CHECK-DAG: [[#@LINE]]:10: main: fill on '(anonymous namespace)::Cache<long>::Line' (write) object 'Cache::line'
  std::map<int, int> m;
  m.clear();     // CHECK-DAG: [[#@LINE]]:5: main: clear on 'std::map<int, int>' (write)
}
// ONLY-NOT: std::map
// ONLY: put on 'Table'
// ONLY-NOT: std::map
