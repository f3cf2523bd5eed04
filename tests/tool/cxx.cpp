// RUN: %mapsan cxx %flags -O1 -c %s -o %t.o 2>&1 | count 0
// RUN: %mapsan cxx %flags -O1 %t.o -o %t 2>&1 | count 0
// RUN: %exits 66 env MAPSAN_OPTIONS=mode=report %t 2>&1 | FileCheck %s
// RUN: rm -rf %t.d && mkdir %t.d && printf 'CXX = %build/bin/mapsan-c++\nCXXFLAGS = %flags\nrace: race.o\n\t$(CXX) $(CXXFLAGS) -o $@ $^\n' > %t.d/Makefile
// RUN: cp %s %t.d/race.cpp && make -s -C %t.d 2>&1 | count 0
// RUN: %exits 66 env MAPSAN_OPTIONS=mode=report %t.d/race 2>&1 | FileCheck %s
// RUN: %mapsan cxx %flags -g0 -S -emit-llvm %s -o - | FileCheck %s --check-prefix=PLAIN
// RUN: %mapsan cxx --version | FileCheck %s --check-prefix=VERSION
// RUN: not %mapsan cxx 2>&1 | FileCheck %s --check-prefix=INPUT
// RUN: not env MAPSAN_LLVM=7 %mapsan cxx %s 2>&1 | FileCheck %s --check-prefix=MAJOR
// RUN: not env MAPSAN_CXX=%t.missing %mapsan cxx %s 2>&1 | FileCheck %s --check-prefix=COMPILER
// Intent: `mapsan cxx` is a clang++ in all that build systems do with one: compile
// and link together or apart, without a warning, their flags last.
// CHECK: WARNING: MapSan: concurrent map read and map write
// PLAIN: mapsan.wrap.
// PLAIN-NOT: !DILocation
// VERSION: clang version
// INPUT: no input files
// MAJOR: mapsan cxx: there is no clang++-7 in PATH
// COMPILER: mapsan cxx: cannot start '{{.*}}missing'
#include "mapsan_test.h"

#include <map>

std::map<int, int> ages;
Barrier first;

void add() {
  ages.emplace(1, 30);
  first.arrive();
}

void find() {
  first.wait();
  ages.find(2);
}

int main() { runBoth(add, find); }
