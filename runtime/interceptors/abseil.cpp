// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// abseil as a shared library. Its mutex is one word of atomics and a futex.
//
// Conditions (Await, LockWhen) are functions of the program that abseil calls
// with the mutex held, on whichever thread holds it: also on one that is inside
// Unlock, has told us so, and holds it still. What they do to maps is right and
// would look wrong, so it is not checked.
//
// A Notification's flag is read by the program itself (HasBeenNotified is
// inline); it lies behind the mutex that begins the object.
#include "runtime/interceptors/libraries.h"

namespace mapsan {

namespace {

constexpr uintptr_t kMutexBytes = 8;

const void *flagOf(const void *notification) {
  return static_cast<const char *>(notification) + kMutexBytes;
}

void taken(const void *mutex, const void *frame, bool isShared) {
  lockTaken(mutex, frame, LockType::WithReaders, isShared);
}

bool takenIf(bool isTaken, const void *mutex, const void *frame,
             bool isShared) {
  if (isTaken)
    taken(mutex, frame, isShared);
  return isTaken;
}

void given(const void *mutex) { lockGiven(mutex, LockType::WithReaders); }

/// Locks that are taken whatever the answer is.
template <typename Lock>
auto takenWhen(const void *mutex, const void *frame, bool isShared, Lock lock) {
  struct Taken {
    const void *mutex, *frame;
    bool isShared;
    ~Taken() { taken(mutex, frame, isShared); }
  };
  const Taken after = {mutex, frame, isShared};
  const Unchecked unchecked;
  return lock();
}

template <typename Wait> auto awaiting(const void *mutex, Wait wait) {
  const Unchecked unchecked;
  return givenMeanwhile(mutex, LockType::WithReaders, wait);
}

} // namespace

namespace hooked {

void abslLock(void *mutex) {
  original::abslLock(mutex);
  taken(mutex, __builtin_frame_address(0), false);
}

bool abslTryLock(void *mutex) {
  return takenIf(original::abslTryLock(mutex), mutex,
                 __builtin_frame_address(0), false);
}

void abslUnlock(void *mutex) {
  given(mutex);
  const Unchecked unchecked;
  original::abslUnlock(mutex);
}

void abslReaderLock(void *mutex) {
  original::abslReaderLock(mutex);
  taken(mutex, __builtin_frame_address(0), true);
}

bool abslReaderTryLock(void *mutex) {
  return takenIf(original::abslReaderTryLock(mutex), mutex,
                 __builtin_frame_address(0), true);
}

void abslReaderUnlock(void *mutex) {
  given(mutex);
  const Unchecked unchecked;
  original::abslReaderUnlock(mutex);
}

void abslLockWhen(void *mutex, const void *condition) {
  takenWhen(mutex, __builtin_frame_address(0), false,
            [&] { original::abslLockWhen(mutex, condition); });
}

bool abslLockWhenWithTimeout(void *mutex, const void *condition,
                             TwoWords timeout) {
  return takenWhen(mutex, __builtin_frame_address(0), false, [&] {
    return original::abslLockWhenWithTimeout(mutex, condition, timeout);
  });
}

bool abslLockWhenWithDeadline(void *mutex, const void *condition,
                              TwoWords deadline) {
  return takenWhen(mutex, __builtin_frame_address(0), false, [&] {
    return original::abslLockWhenWithDeadline(mutex, condition, deadline);
  });
}

void abslReaderLockWhen(void *mutex, const void *condition) {
  takenWhen(mutex, __builtin_frame_address(0), true,
            [&] { original::abslReaderLockWhen(mutex, condition); });
}

bool abslReaderLockWhenWithTimeout(void *mutex, const void *condition,
                                   TwoWords timeout) {
  return takenWhen(mutex, __builtin_frame_address(0), true, [&] {
    return original::abslReaderLockWhenWithTimeout(mutex, condition, timeout);
  });
}

bool abslReaderLockWhenWithDeadline(void *mutex, const void *condition,
                                    TwoWords deadline) {
  return takenWhen(mutex, __builtin_frame_address(0), true, [&] {
    return original::abslReaderLockWhenWithDeadline(mutex, condition, deadline);
  });
}

void abslAwait(void *mutex, const void *condition) {
  awaiting(mutex, [&] { original::abslAwait(mutex, condition); });
}

bool abslAwaitWithTimeout(void *mutex, const void *condition,
                          TwoWords timeout) {
  return awaiting(mutex, [&] {
    return original::abslAwaitWithTimeout(mutex, condition, timeout);
  });
}

bool abslAwaitWithDeadline(void *mutex, const void *condition,
                           TwoWords deadline) {
  return awaiting(mutex, [&] {
    return original::abslAwaitWithDeadline(mutex, condition, deadline);
  });
}

void abslMutexDestroyed(void *mutex) {
  destroyed(mutex);
  original::abslMutexDestroyed(mutex);
}

// The object is a pointer to its mutex.
void abslReleaseLock(void **lock) {
  given(*lock);
  const Unchecked unchecked;
  original::abslReleaseLock(lock);
}

void abslConditionWait(void *condition, void *mutex) {
  awaiting(mutex, [&] { original::abslConditionWait(condition, mutex); });
}

bool abslConditionWaitWithTimeout(void *condition, void *mutex,
                                  TwoWords timeout) {
  return awaiting(mutex, [&] {
    return original::abslConditionWaitWithTimeout(condition, mutex, timeout);
  });
}

bool abslConditionWaitWithDeadline(void *condition, void *mutex,
                                   TwoWords deadline) {
  return awaiting(mutex, [&] {
    return original::abslConditionWaitWithDeadline(condition, mutex, deadline);
  });
}

void abslNotify(void *notification) {
  releasing(notification);
  releasing(flagOf(notification));
  original::abslNotify(notification);
}

void abslWaitForNotification(const void *notification) {
  original::abslWaitForNotification(notification);
  acquired(notification);
}

bool abslWaitForNotificationWithTimeout(const void *notification,
                                        TwoWords timeout) {
  return acquiredIf(
      original::abslWaitForNotificationWithTimeout(notification, timeout),
      notification);
}

bool abslWaitForNotificationWithDeadline(const void *notification,
                                         TwoWords deadline) {
  return acquiredIf(
      original::abslWaitForNotificationWithDeadline(notification, deadline),
      notification);
}

// The destructor waits for the one who notifies: by then nobody uses it.
void abslNotificationDestroyed(void *notification) {
  original::abslNotificationDestroyed(notification);
  destroyed(notification);
  destroyed(flagOf(notification));
}

bool abslDecrementCount(void *counter) {
  releasing(counter);
  return original::abslDecrementCount(counter);
}

void abslWaitForCount(void *counter) {
  original::abslWaitForCount(counter);
  acquired(counter);
}

// Who leaves last destroys it, and its mutex, which is its first member. The
// others may not have told us yet: so the object is not the mutex's address, and
// what happened there stays.
bool abslBarrierBlock(void *barrier) {
  const void *object = static_cast<const char *>(barrier) + 1;
  releasing(object);
  const bool isLast = original::abslBarrierBlock(barrier);
  acquired(object);
  return isLast;
}

// The quick way is inline and of atomics.
void abslSpinLockSlowly(void *lock) {
  original::abslSpinLockSlowly(lock);
  acquired(lock);
}

// call_once and the like: waits for another thread to change the word.
uint32_t abslSpinLockWait(void *word, int transitions, const void *table,
                          int mode) {
  const uint32_t seen =
      original::abslSpinLockWait(word, transitions, table, mode);
  acquired(word);
  return seen;
}

} // namespace hooked

} // namespace mapsan
