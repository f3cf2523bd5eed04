// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An allocator whose next object lies where the last one that was freed did, in any
// map and any thread.
#ifndef MAPSAN_TESTS_SUPPORT_AGAIN_ALLOCATOR_H
#define MAPSAN_TESTS_SUPPORT_AGAIN_ALLOCATOR_H

#include <stdlib.h>

template <typename T> struct Again {
  using value_type = T;
  static inline T *last;
  Again() = default;
  template <typename U> Again(const Again<U> &) {}
  T *allocate(size_t) {
    T *next = last ? last : static_cast<T *>(malloc(sizeof(T)));
    last = nullptr;
    return next;
  }
  void deallocate(T *freed, size_t) { last = freed; }
  bool operator==(const Again &) const { return true; }
  bool operator!=(const Again &) const { return false; }
};

#endif
