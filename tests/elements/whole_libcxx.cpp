// UNSUPPORTED: llvm-22
// RUN: %mapsanxx -O2 $(%libcxx) -DRACE %S/whole.cpp -o %t && env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %S/whole.cpp
// Intent: copies of libc++'s maps read every element, too. That of 22 copies a tree
// without the iterators that the reads need (docs/limits.md).
