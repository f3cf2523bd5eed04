// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An allocator that gives nothing back: what is erased stays as it was, so that
// a program that goes on with it after a report ends like any other.
#ifndef MAPSAN_TESTS_SUPPORT_KEEPING_ALLOCATOR_H
#define MAPSAN_TESTS_SUPPORT_KEEPING_ALLOCATOR_H

#include <stddef.h>

template <typename Value> struct Keeping {
  using value_type = Value;
  Keeping() = default;
  template <typename Other> Keeping(const Keeping<Other> &) {}
  Value *allocate(size_t count) {
    return static_cast<Value *>(::operator new(count * sizeof(Value)));
  }
  void deallocate(Value *, size_t) {}
  bool operator==(const Keeping &) const { return true; }
  bool operator!=(const Keeping &) const { return false; }
};

#endif
