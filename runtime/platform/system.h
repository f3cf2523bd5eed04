// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few things asked of the system by the parts above: time, waiting, who am
// I. Callable from anywhere, signal handlers included.
#ifndef MAPSAN_RUNTIME_PLATFORM_SYSTEM_H
#define MAPSAN_RUNTIME_PLATFORM_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

int32_t systemThreadId();
int32_t systemProcessId();

/// Counts up at a steady rate, some per nanosecond.
uint64_t cycleCounter();
uint64_t monotonicMs();
/// Since 1970.
uint64_t systemTimeMs();

/// Sleeps until the word differs from `value`, somebody wakes, or time is up.
void waitOnWord(uint32_t *word, uint32_t value, uint32_t milliseconds);
void wakeAll(uint32_t *word);

/// For who waits for a lock whose owner has been descheduled: sleeps for some
/// 50 microseconds. Yielding instead ends soon where this thread is alone on its
/// processor and the owner has to wait for others on another. No cancellation
/// point.
void letOthersRun();

/// The name the system has for a thread of this process; empty if it is gone.
void readThreadName(int32_t tid, char *name, size_t capacity);

/// The same for the calling thread, without opening a file.
void readOwnThreadName(char (&name)[16]);

/// Other processors see a thread's stores in the order it makes them.
constexpr bool areStoresInOrder() {
#if defined(__x86_64__)
  return true;
#else
  return false;
#endif
}

/// Afterwards every store that another thread had made before one that was seen
/// is seen too. False: the system cannot do it. Takes milliseconds.
bool awaitStoresOfOthers();

/// Valgrind's simulated processor knows no clone() of our kind, and wants to be
/// told of every stack.
bool isUnderValgrind();

[[noreturn]] void exitNow(int status);

/// Until its end no handler of the program runs in this thread; a fault is still
/// one.
class SignalsHeld {
public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld &) = delete;
  SignalsHeld &operator=(const SignalsHeld &) = delete;

private:
  uint64_t mask_;
};

} // namespace mapsan

#endif
