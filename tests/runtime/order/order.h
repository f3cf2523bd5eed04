// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks the clocks themselves: a thread does something, then synchronises; has
// another, that also synchronises, seen it? The schedule is fixed by a barrier
// that the runtime cannot see, so without an edge the answer is always no.
#ifndef MAPSAN_TESTS_RUNTIME_ORDER_ORDER_H
#define MAPSAN_TESTS_RUNTIME_ORDER_ORDER_H

#include "runtime/state/detection.h"
#include "tests/support/mapsan_test.h"

#include <gtest/gtest.h>

namespace mapsan {

/// Something this thread did: an access to a map, say.
inline Epoch act() {
  const Ordering ordering;
  return ordering ? ordering.clock().use() : Epoch{};
}

inline bool hasSeen(Epoch epoch) {
  const Ordering ordering;
  return ordering && epoch && ordering.clock().hasSeen(epoch);
}

/// Did nothing get lost on the way? An edge that cannot be recorded makes
/// everything recorded before void.
inline uint32_t lostEdges() { return detector().order().era(); }

/// One thread acts and calls `first`; then another calls `second`. Has it seen
/// the act?
template <typename First, typename Second>
bool isOrdered(First first, Second second) {
  const uint32_t lost = lostEdges();
  Epoch acted = {};
  bool answer = false;
  Barrier done, asked;
  runBoth(
      [&] {
        acted = act();
        first();
        done.arrive();
        asked.wait(); // its end orders nothing yet
      },
      [&] {
        done.wait();
        second();
        answer = hasSeen(acted);
        asked.arrive();
      });
  EXPECT_EQ(lost, lostEdges());
  return answer;
}

/// The same, but `second` is called first and waits for `first`.
template <typename First, typename Second>
bool isOrderedWaiting(First first, Second second) {
  const uint32_t lost = lostEdges();
  Epoch acted = {};
  bool answer = false;
  Barrier asked;
  runBoth(
      [&] {
        acted = act();
        first();
        asked.wait();
      },
      [&] {
        second();
        answer = hasSeen(acted);
        asked.arrive();
      });
  EXPECT_EQ(lost, lostEdges());
  return answer;
}

inline void nothing() {}

} // namespace mapsan

#endif
