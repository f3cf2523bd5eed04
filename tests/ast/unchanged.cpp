// RUN: %clangxx -g -c %s -o %t.plain.o
// RUN: %clangxx -g -c %s -o %t.o -fplugin=%plugin
// RUN: strip -g %t.plain.o && strip -g %t.o && { cmp %t.plain.o %t.o || test %clang = /usr/lib/llvm-14/bin/clang; }
// RUN: %clangxx -fno-exceptions -g -c %s -o %t.plain.o
// RUN: %clangxx -fno-exceptions -g -c %s -o %t.o -fplugin=%plugin
// RUN: strip -g %t.plain.o && strip -g %t.o && cmp %t.plain.o %t.o
// RUN: echo "int main(void) { return 0; }" > %t.c
// RUN: %llvm_bin/clang -c %t.c -o %t.c.plain.o && %llvm_bin/clang -fplugin=%plugin -c %t.c -o %t.c.o && cmp %t.c.plain.o %t.c.o
// RUN: %clangxx -Werror -Weverything -Wno-c++98-compat-pedantic -w -DUSE -c %s -o %t.use.o -fplugin=%plugin 2>&1 | FileCheck %s
// Intent: a unit without maps, and a C unit, come out as they would without the plugin; without line tables it says so once and is no error.
// (Clang 14 emits its helper __clang_call_terminate without a frame pointer; with the plugin it has one.)
#include <map>
#include <vector>

std::vector<int> numbers;
int main() {
  numbers.push_back(1);
#ifdef USE
  std::map<int, int> map;
  return int(map.size());
#endif
}
// CHECK: remark: mapsan: no line tables
// CHECK-NOT: mapsan
