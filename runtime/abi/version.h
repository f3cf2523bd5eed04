// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The version of everything in runtime/abi that compiled objects contain. It is
// part of a symbol name (register_v3 in calls.def): objects and a runtime of
// different versions do not link.
//
//   1  first
//   2  iterators that are held somewhere (held_iterators.h), elements in callees
//   3  places of their own for what end() returns
#ifndef MAPSAN_RUNTIME_ABI_VERSION_H
#define MAPSAN_RUNTIME_ABI_VERSION_H

namespace mapsan {
constexpr unsigned kAbiVersion = 3;
}

#endif
