// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Qt 5 and 6. A mutex that is free is taken by atomics, in the program (QBasicMutex, and
// QMutex since Qt 6) or in the library (QMutex); one that is not, by futexes in the library.
//
// Who emits a signal posts an event inside the library, and whose slot it is gets
// it there. Qt tells of both: of signals to a "signal spy", of events that are
// about to be delivered to a callback of QInternal. It does not tell which event
// comes from which signal, so all that is emitted or posted comes before all that
// is delivered later, anywhere. `finished` is emitted by the thread that ends.
//
// Not seen: what a slot did before its caller, who was blocked until it had run
// (BlockingQueuedConnection), goes on.
#include "runtime/interceptors/libraries.h"
#include "runtime/interceptors/virtual_calls.h"
#include "runtime/platform/imports.h"

namespace mapsan {

namespace {

char events, pools; // objects

void taken(const void *lock, const void *frame, bool isShared) {
  lockTaken(lock, frame, LockType::WithReaders, isShared);
}

bool takenIf(bool isTaken, const void *lock, const void *frame, bool isShared) {
  if (isTaken)
    taken(lock, frame, isShared);
  return isTaken;
}

void given(const void *lock) { lockGiven(lock, LockType::WithReaders); }

int delivered(int result) {
  acquired(&events);
  return result;
}

void onSignal(void *sender, int, void **) {
  releasing(sender); // QThread::finished
  releasing(&events);
}

bool onEvent(void **) {
  acquired(&events);
  return false; // Qt is to deliver it
}

// QSignalSpyCallbackSet
struct SpyCallbacks {
  void (*signalBegins)(void *, int, void **);
  void (*slotBegins)(void *, int, void **);
  void (*signalEnds)(void *, int);
  void (*slotEnds)(void *, int);
};
SpyCallbacks spy = {onSignal, nullptr, nullptr, nullptr};
constexpr int kEventNotify = 0; // QInternal::EventNotifyCallback

enum : unsigned { kRun = 0 };

void run(void *runnable) {
  acquired(runnable);
  destroyed(runnable);
  reinterpret_cast<void (*)(void *)>(restoreVirtual(runnable, kRun))(runnable);
  releasing(&pools);
}

const Replacements runnableReplacements = {
    {reinterpret_cast<void *>(run), nullptr, nullptr, nullptr}};

void handOver(void *runnable) {
  releasing(runnable);
  if (isReportMode() && !replaceVirtual(runnable, runnableReplacements))
    detector().order().forgetHistory();
}

// Functions are wrapped inside the library.
bool hasUnseenTasks;
void unseenTask() {
  countRelease();
  if (!isReportMode())
    return;
  __atomic_store_n(&hasUnseenTasks, true, __ATOMIC_RELAXED);
  detector().order().forgetHistory();
}

} // namespace

void watchQt() {
  static bool isWatched;
  if (isWatched || !isReportMode())
    return;
  constexpr const char *kFile = "libQt?Core.so.";
  const auto watchSignals = reinterpret_cast<void (*)(SpyCallbacks *)>(
      findInLibrary(kFile, "_Z32qt_register_signal_spy_callbacks"
                           "P21QSignalSpyCallbackSet"));
  const auto watchEvents =
      reinterpret_cast<bool (*)(int, bool (*)(void **))>(findInLibrary(
          kFile, "_ZN9QInternal16registerCallbackENS_8CallbackEPFbPPvE"));
  if (!watchSignals || !watchEvents)
    return;
  isWatched = true;
  watchSignals(&spy);
  watchEvents(kEventNotify, onEvent);
}

namespace hooked {

void qtLock(void *mutex) {
  original::qtLock(mutex);
  lockTaken(mutex, __builtin_frame_address(0));
}

bool qtTryLock(void *mutex, int milliseconds) {
  const bool isTaken = original::qtTryLock(mutex, milliseconds);
  if (isTaken)
    lockTaken(mutex, __builtin_frame_address(0));
  return isTaken;
}

void qtUnlock(void *mutex) {
  lockGiven(mutex);
  original::qtUnlock(mutex);
}

void qtMutexDestroyed(void *mutex) {
  destroyed(mutex);
  original::qtMutexDestroyed(mutex);
}

// Behind the atomics of a QBasicMutex.

void qtLockSlowly(void *mutex) {
  original::qtLockSlowly(mutex);
  acquired(mutex);
}

bool qtTryLockSlowly(void *mutex, int milliseconds) {
  return acquiredIf(original::qtTryLockSlowly(mutex, milliseconds), mutex);
}

void qtUnlockSlowly(void *mutex) {
  releasing(mutex);
  original::qtUnlockSlowly(mutex);
}

void qtLockForRead(void *lock) {
  original::qtLockForRead(lock);
  taken(lock, __builtin_frame_address(0), true);
}

void qtLockForWrite(void *lock) {
  original::qtLockForWrite(lock);
  taken(lock, __builtin_frame_address(0), false);
}

bool qtTryLockForRead(void *lock) {
  return takenIf(original::qtTryLockForRead(lock), lock,
                 __builtin_frame_address(0), true);
}

bool qtTryLockForReadUntil(void *lock, int milliseconds) {
  return takenIf(original::qtTryLockForReadUntil(lock, milliseconds), lock,
                 __builtin_frame_address(0), true);
}

bool qtTryLockForWrite(void *lock) {
  return takenIf(original::qtTryLockForWrite(lock), lock,
                 __builtin_frame_address(0), false);
}

bool qtTryLockForWriteUntil(void *lock, int milliseconds) {
  return takenIf(original::qtTryLockForWriteUntil(lock, milliseconds), lock,
                 __builtin_frame_address(0), false);
}

void qtUnlockReadWrite(void *lock) {
  given(lock);
  original::qtUnlockReadWrite(lock);
}

void qtReadWriteDestroyed(void *lock) {
  destroyed(lock);
  original::qtReadWriteDestroyed(lock);
}

void qtSemaphoreAcquire(void *semaphore, int count) {
  original::qtSemaphoreAcquire(semaphore, count);
  acquired(semaphore);
}

bool qtSemaphoreTry(void *semaphore, int count) {
  return acquiredIf(original::qtSemaphoreTry(semaphore, count), semaphore);
}

bool qtSemaphoreTryUntil(void *semaphore, int count, int milliseconds) {
  return acquiredIf(
      original::qtSemaphoreTryUntil(semaphore, count, milliseconds), semaphore);
}

void qtSemaphoreRelease(void *semaphore, int count) {
  releasing(semaphore);
  original::qtSemaphoreRelease(semaphore, count);
}

void qtSemaphoreDestroyed(void *semaphore) {
  destroyed(semaphore);
  original::qtSemaphoreDestroyed(semaphore);
}

bool qtConditionWait(void *condition, void *mutex, unsigned long time) {
  return givenMeanwhile(mutex, LockType::Mutex, [&] {
    return original::qtConditionWait(condition, mutex, time);
  });
}

bool qtConditionWaitUntil(void *condition, void *mutex, TwoWords deadline) {
  return givenMeanwhile(mutex, LockType::Mutex, [&] {
    return original::qtConditionWaitUntil(condition, mutex, deadline);
  });
}

bool qtConditionWaitReadWrite(void *condition, void *lock, unsigned long time) {
  return givenMeanwhile(lock, LockType::WithReaders, [&] {
    return original::qtConditionWaitReadWrite(condition, lock, time);
  });
}

bool qtConditionWaitReadWriteUntil(void *condition, void *lock,
                                   TwoWords deadline) {
  return givenMeanwhile(lock, LockType::WithReaders, [&] {
    return original::qtConditionWaitReadWriteUntil(condition, lock, deadline);
  });
}

bool qtThreadWait(void *thread, unsigned long time) {
  return acquiredIf(original::qtThreadWait(thread, time), thread);
}

bool qtThreadWaitUntil(void *thread, TwoWords deadline) {
  return acquiredIf(original::qtThreadWaitUntil(thread, deadline), thread);
}

bool qtThreadIsFinished(const void *thread) {
  return acquiredIf(original::qtThreadIsFinished(thread), thread);
}

bool qtThreadIsRunning(const void *thread) {
  return !acquiredIf(!original::qtThreadIsRunning(thread), thread);
}

void qtThreadQuit(void *thread) {
  releasing(&events);
  original::qtThreadQuit(thread);
}

void qtThreadExit(void *thread, int status) {
  releasing(&events);
  original::qtThreadExit(thread, status);
}

int qtThreadExec(void *thread) {
  return delivered(original::qtThreadExec(thread));
}

int qtLoopExec(void *loop, int flags) {
  return delivered(original::qtLoopExec(loop, flags));
}

void qtLoopExit(void *loop, int status) {
  releasing(&events);
  original::qtLoopExit(loop, status);
}

int qtApplicationExec() { return delivered(original::qtApplicationExec()); }

void qtApplicationExit(int status) {
  releasing(&events);
  original::qtApplicationExit(status);
}

void qtApplicationQuit() {
  releasing(&events);
  original::qtApplicationQuit();
}

void qtPostEvent(void *receiver, void *event, int priority) {
  releasing(&events);
  original::qtPostEvent(receiver, event, priority);
}

bool qtInvoke(void *object, void *slot, int type, void *result) {
  releasing(&events);
  return original::qtInvoke(object, slot, type, result);
}

bool qtInvokeByName(void *object, const char *name, int type, TwoWords a0,
                    TwoWords a1, TwoWords a2, TwoWords a3, TwoWords a4,
                    TwoWords a5, TwoWords a6, TwoWords a7, TwoWords a8,
                    TwoWords a9, TwoWords a10) {
  releasing(&events);
  return original::qtInvokeByName(object, name, type, a0, a1, a2, a3, a4, a5,
                                  a6, a7, a8, a9, a10);
}

bool qtInvokeMethod(const void *method, void *object, int type, TwoWords a0,
                    TwoWords a1, TwoWords a2, TwoWords a3, TwoWords a4,
                    TwoWords a5, TwoWords a6, TwoWords a7, TwoWords a8,
                    TwoWords a9, TwoWords a10) {
  releasing(&events);
  return original::qtInvokeMethod(method, object, type, a0, a1, a2, a3, a4, a5,
                                  a6, a7, a8, a9, a10);
}

void qtPoolStart(void *pool, void *runnable, int priority) {
  handOver(runnable);
  original::qtPoolStart(pool, runnable, priority);
}

// If it is not taken it is the program's again, and may be run as it is.
bool qtPoolTryStart(void *pool, void *runnable) {
  handOver(runnable);
  return original::qtPoolTryStart(pool, runnable);
}

void qtPoolStartFunction(void *pool, void *function, int priority) {
  unseenTask();
  original::qtPoolStartFunction(pool, function, priority);
}

bool qtPoolTryStartFunction(void *pool, void *function) {
  unseenTask();
  return original::qtPoolTryStartFunction(pool, function);
}

void qtPoolStartReserved(void *pool, void *runnable) {
  handOver(runnable);
  original::qtPoolStartReserved(pool, runnable);
}

void qtPoolStartReservedFunction(void *pool, void *function) {
  unseenTask();
  original::qtPoolStartReservedFunction(pool, function);
}

bool qtPoolWait(void *pool, int milliseconds) {
  const bool isDone =
      acquiredIf(original::qtPoolWait(pool, milliseconds), &pools);
  if (__atomic_load_n(&hasUnseenTasks, __ATOMIC_RELAXED))
    detector().order().forgetHistory();
  return isDone;
}

} // namespace hooked

} // namespace mapsan
