// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/entry/report_lock.h"

#include "runtime/platform/system.h"
#include "runtime/state/threads.h"

namespace mapsan {

namespace {

enum Phase : uint32_t { kFree, kTaken, kEnding };

uint32_t phase;  // futex
uint32_t writer; // thread id of who writes
bool isPrinted;  // the report that ends the process is out

} // namespace

bool enterReport(uint32_t patienceMs) {
  const uint64_t start = monotonicMs();
  for (;;) {
    uint32_t expected = kFree;
    if (__atomic_compare_exchange_n(&phase, &expected, kTaken, false,
                                    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      ThreadRecord *self = knownThread();
      __atomic_store_n(&writer, self ? self->id : 0, __ATOMIC_RELAXED);
      return true;
    }
    if (monotonicMs() - start >= patienceMs)
      return false;
    waitOnWord(&phase, expected, 100);
  }
}

void leaveReport() {
  __atomic_store_n(&writer, 0u, __ATOMIC_RELAXED);
  __atomic_store_n(&phase, kFree, __ATOMIC_RELEASE);
  wakeAll(&phase);
}

void startEnding() { __atomic_store_n(&phase, kEnding, __ATOMIC_RELEASE); }

void endingIsPrinted() { __atomic_store_n(&isPrinted, true, __ATOMIC_RELEASE); }

bool isEndingPrinted() { return __atomic_load_n(&isPrinted, __ATOMIC_ACQUIRE); }

bool waitForReports(uint32_t patienceMs) {
  const uint64_t start = monotonicMs();
  for (uint32_t now;
       (now = __atomic_load_n(&phase, __ATOMIC_ACQUIRE)) != kFree;) {
    if (__atomic_load_n(&isPrinted, __ATOMIC_ACQUIRE))
      return true;
    if (monotonicMs() - start >= patienceMs)
      return false;
    waitOnWord(&phase, now, 10);
  }
  return true;
}

bool isWritingReport() {
  const ThreadRecord *self = knownThread();
  return self && __atomic_load_n(&writer, __ATOMIC_RELAXED) == self->id;
}

void resetReportLock() {
  phase = kFree;
  writer = 0;
  isPrinted = false;
}

} // namespace mapsan
