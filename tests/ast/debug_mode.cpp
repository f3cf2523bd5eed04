// RUN: %mapsanxx_only -std=c++20 -D_GLIBCXX_DEBUG -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// Intent: below libstdc++'s checked map lies a plain one; erasing by that one's
// iterator (std::erase_if does) is no erasing by key.
#include <map>

void drop(std::map<int, int> &ages) {
  ages.erase(1);
  // CHECK: [[#@LINE-1]]:8: drop({{.*}}): erase on 'std::map<int, int>' (erase) object 'ages'
  ages.erase(ages.begin());
  // CHECK: [[#@LINE-1]]:8: drop({{.*}}): erase on 'std::map<int, int>' (write) object 'ages'
  std::erase_if(ages, [](auto &entry) { return entry.first == 1; });
  // CHECK: erase_if.h:{{.*}}: erase on 'std::map<int, int>' (write)
}
