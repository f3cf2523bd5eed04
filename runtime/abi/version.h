// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The version of everything in runtime/abi that compiled objects contain. It is
// part of a symbol name (register_v2 in calls.def): objects and a runtime of
// different versions do not link.
//
//   1  first
//   2  iterators that are held somewhere (held_iterators.h), elements in callees
#ifndef MAPSAN_RUNTIME_ABI_VERSION_H
#define MAPSAN_RUNTIME_ABI_VERSION_H

namespace mapsan {
constexpr unsigned kAbiVersion = 2;
}

#endif
