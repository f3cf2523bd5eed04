// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atomic operations of compiled code (plugin/ir/atomic_calls.cpp). They come
// here in report mode; in flag mode only from a thread that is not known yet,
// once, or has nothing checked just now.
#include "runtime/abi/calls.h"
#include "runtime/state/detection.h"

using namespace mapsan;

namespace {

// A library's caller may give any number for an order.
MemoryOrder orderOf(uint32_t number) {
  return number <= __ATOMIC_SEQ_CST ? static_cast<MemoryOrder>(number)
                                    : MemoryOrder::Sequential;
}

template <typename Tell> void tell(Tell what) {
  if (const Ordering self; self)
    what(self.order(), self.clock());
  else if (!isReportMode())
    currentThread();
}

__attribute__((noinline)) void tellLoaded(const void *object, uint32_t order) {
  tell([&](HappensBefore &all, ThreadClock &clock) {
    all.atomicLoaded(clock, object, orderOf(order));
  });
}

} // namespace

void __mapsan_released() { ++__mapsan_thread.releases; }

void __mapsan_atomic_storing(const void *object, uint32_t order) {
  tell([&](HappensBefore &all, ThreadClock &clock) {
    all.atomicStoring(clock, object, orderOf(order));
  });
}

// First what programs do most: to look at what they have long seen.
void __mapsan_atomic_loaded(const void *object, uint32_t order) {
  if (!detector().order().isNothingNew(*__mapsan_thread.recent))
    tellLoaded(object, order);
}

void __mapsan_atomic_updating(const void *object, uint32_t order) {
  tell([&](HappensBefore &all, ThreadClock &clock) {
    all.atomicUpdating(clock, object, orderOf(order));
  });
}

void __mapsan_atomic_updated(const void *object, uint32_t order) {
  tell([&](HappensBefore &all, ThreadClock &clock) {
    all.atomicUpdated(clock, object, orderOf(order));
  });
}

void __mapsan_atomic_swapped(const void *object, uint32_t hasSwapped,
                             uint32_t order, uint32_t failure) {
  if (hasSwapped)
    __mapsan_atomic_updated(object, order);
  else
    __mapsan_atomic_loaded(object, failure);
}

void __mapsan_atomic_fence(uint32_t order) {
  tell([&](HappensBefore &all, ThreadClock &clock) {
    all.fence(clock, orderOf(order));
  });
}
