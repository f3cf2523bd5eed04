// RUN: for std in 98 03 11 14 17 20 2b; do %clangxx -std=c++$std -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>%t.$std && FileCheck %s < %t.$std || exit 1; done
// RUN: %clangxx -D_GLIBCXX_DEBUG -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -fno-exceptions -fno-rtti -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// Intent: every language standard, and libstdc++'s debug mode, gives the same plan under the same names.
#include <map>
#include <set>

std::map<int, int> map;
std::multiset<int> set;

int main() {
  map[1] = 2;                       // CHECK-DAG: [[#@LINE]]:3: main: operator[] on 'std::map<int, int>' (upsert) object 'map'
  map.insert(std::make_pair(1, 2)); // CHECK-DAG: [[#@LINE]]:7: main: insert on 'std::map<int, int>' (upsert)
  map.erase(map.find(3));           // CHECK-DAG: [[#@LINE]]:7: main: erase on 'std::map<int, int>' (write)
                                    // CHECK-DAG: [[#@LINE-1]]:17: main: find on 'std::map<int, int>' (read)
  set.insert(3);                    // CHECK-DAG: [[#@LINE]]:7: main: insert on 'std::multiset<int>' (write) object 'set'
  std::map<int, int> copy(map);     // CHECK-DAG: [[#@LINE]]:22: main: map on 'std::map<int, int>' (construct, read-all) object 'copy'
  return copy == map;               // CHECK-DAG: [[#@LINE]]:15: main: operator== on 'std::map<int, int>' (read-all, read-all)
}
