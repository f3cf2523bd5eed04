// RUN: %clangxx -std=c++17 -g -fplugin=%plugin -Rpass=mapsan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -std=c++17 -g -fplugin=%plugin -c %s -o %t.o 2>&1 | FileCheck %s --allow-empty --check-prefix=QUIET
// Intent: Clang's own remarks show each operation at its call.
// QUIET-NOT: remark
#include <map>

std::map<int, int> ages;

bool knows(int key) {
  // CHECK: remarks.cpp:[[@LINE+1]]:15: remark: find on 'std::map<int, int>' (read) instrumented [-Rpass=mapsan]
  return ages.find(key) != ages.end();
}

int sum() {
  int all = 0;
  // CHECK: remarks.cpp:[[@LINE+1]]:{{[0-9]+}}: remark: operator++ on 'std::map<int, int>' (iterate) instrumented [-Rpass=mapsan]
  for (auto &[key, age] : ages)
    all += age;
  return all;
}
