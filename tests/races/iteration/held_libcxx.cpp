// UNSUPPORTED: llvm-22
// RUN: %mapsanxx -O2 -DRACE %S/held.cpp $(%libcxx) -o %t && %exits 66 %t 2>&1 | FileCheck %S/held.cpp
// Intent: held iterators of libc++ are followed, too. That of 22 walks the tree by
// itself in std::for_each, without iterators (docs/limits.md).
