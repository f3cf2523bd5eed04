// UNSUPPORTED: llvm-14, llvm-16
// RUN: %clangxx -std=c++23 -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// Intent: a method with an explicit object parameter has no hidden `this` and is left alone, its neighbours are not.
#include <mapsan/mapsan.h>

struct MAPSAN_MAP Table {
  int cell;
  template <typename Self> int get(this Self &&self, int key) {
    return self.cell + key;
  }
  int put(int key) { return cell = key; }
};

int main() {
  Table table{};
  return table.get(1) + table.put(2);
}
// CHECK-NOT: get on
// CHECK: :[[#@LINE-3]]:31: main: put on 'Table' (write) object 'table'
// CHECK-NOT: get on
