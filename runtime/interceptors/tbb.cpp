// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// oneTBB. Most of it is in headers, whose atomics are instrumented with the
// program; what lies in the library is the scheduler and some mutexes.
//
// A task is an object of the program whose `execute` the library calls: it comes
// after the call that handed it over. That it ended is told by the program
// itself, which counts down the wait_context's number; only who waits for it is
// in the library. Filters of a pipeline come one after the other, whichever they
// are: the library hands items from one to the next in ways not seen from here.
//
// A suspended task may go on in another thread: so after `suspend` the thread is
// asked for anew.
#include "runtime/interceptors/libraries.h"
#include "runtime/interceptors/virtual_calls.h"

namespace mapsan {

namespace {

using Execute = void *(*)(void *task, void *data);
using Delegate = bool (*)(const void *delegate);
using Filter = void *(*)(void *filter, void *item);
using CreateFilter = void *(*)(const void *node);

// Virtual functions, in the order of their declaration.
enum : unsigned { kTaskExecute = 2, kTaskCancel = 3 };
enum : unsigned { kDelegateCall = 0 };
enum : unsigned { kFilterCall = 0 };
enum : unsigned { kNodeCreate = 0 };

char pipelines, suspensions; // objects

template <typename Function> void *entryOf(Function *function) {
  return reinterpret_cast<void *>(function);
}

void *startTask(void *task, void *data, unsigned function) {
  acquired(task);
  destroyed(task);
  return reinterpret_cast<Execute>(restoreVirtual(task, function))(task, data);
}

void *executeTask(void *task, void *data) {
  return startTask(task, data, kTaskExecute);
}

void *cancelTask(void *task, void *data) {
  return startTask(task, data, kTaskCancel);
}

const Replacements taskReplacements = {
    {nullptr, nullptr, entryOf(executeTask), entryOf(cancelTask)}};

/// Before the library may run it.
void handOver(void *task) {
  releasing(task);
  if (isReportMode() && !replaceVirtual(task, taskReplacements))
    detector().order().forgetHistory();
}

/// What an arena executes is handed over as an object of ours.
struct Delegation {
  void *const *functions;
  const void *original;
};

bool callDelegate(const void *object) {
  const Delegation &delegation = *static_cast<const Delegation *>(object);
  acquired(object);
  void *const *functions =
      *static_cast<void *const *const *>(delegation.original);
  const bool result =
      reinterpret_cast<Delegate>(functions[kDelegateCall])(delegation.original);
  releasing(object);
  return result;
}

void *const delegateTable[] = {nullptr, nullptr, entryOf(callDelegate), nullptr,
                               nullptr};

void *callFilter(void *filter, void *item) {
  acquired(&pipelines);
  void *result = reinterpret_cast<Filter>(
      virtualTableOf(filter).original[kFilterCall])(filter, item);
  releasing(&pipelines);
  return result;
}

const Replacements filterReplacements = {
    {entryOf(callFilter), nullptr, nullptr, nullptr}};

void *createFilter(const void *node) {
  void *filter = reinterpret_cast<CreateFilter>(
      virtualTableOf(const_cast<void *>(node)).original[kNodeCreate])(node);
  if (!replaceVirtual(filter, filterReplacements))
    detector().order().forgetHistory();
  return filter;
}

// How a node of a pipeline begins. One with both children makes no filter.
struct FilterNode {
  void *table;
  intptr_t references;
  FilterNode *left, *right;
};

const Replacements nodeReplacements = {
    {entryOf(createFilter), nullptr, nullptr, nullptr}};

void hookFilters(FilterNode *node) {
  for (; node->left && node->right; node = node->right)
    hookFilters(node->left);
  if (!replaceVirtual(node, nodeReplacements))
    detector().order().forgetHistory();
}

// A wait_context: what tells of it, and the number that is counted down.
const void *countOf(const void *context) {
  return static_cast<const char *>(context) + sizeof(uint64_t);
}

// A scoped_lock begins with a pointer to its mutex.
const void *mutexOf(void *const *lock) { return *lock; }

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

__attribute__((noinline)) void goesOn() { acquired(&suspensions); }

} // namespace

namespace hooked {

void tbbSpawn(void *task, void *context) {
  handOver(task);
  original::tbbSpawn(task, context);
}

void tbbSpawnAt(void *task, void *context, uint16_t slot) {
  handOver(task);
  original::tbbSpawnAt(task, context, slot);
}

void tbbSubmit(void *task, void *context, void *arena, uintptr_t isCritical) {
  handOver(task);
  original::tbbSubmit(task, context, arena, isCritical);
}

void tbbEnqueue(void *task, void *arena) {
  handOver(task);
  original::tbbEnqueue(task, arena);
}

void tbbEnqueueIn(void *task, void *context, void *arena) {
  handOver(task);
  original::tbbEnqueueIn(task, context, arena);
}

// The task itself is run by this thread.
void tbbExecuteAndWait(void *task, void *context, void *wait, void *waiting) {
  countRelease();
  original::tbbExecuteAndWait(task, context, wait, waiting);
  acquired(countOf(wait));
}

void tbbWait(void *wait, void *context) {
  countRelease();
  original::tbbWait(wait, context);
  acquired(countOf(wait));
}

// By this thread, or by another while this one waits. Nothing keeps two callers
// out of an arena that is made for one thread.
void tbbExecute(void *arena, void *delegate) {
  countRelease();
  if (!isReportMode())
    return original::tbbExecute(arena, delegate);
  Delegation delegation = {delegateTable + 2, delegate};
  releasing(&delegation);
  original::tbbExecute(arena, &delegation);
  acquired(&delegation);
  destroyed(&delegation);
}

void tbbPipeline(void *context, size_t tokens, void *node) {
  releasing(&pipelines);
  if (isReportMode())
    hookFilters(static_cast<FilterNode *>(node));
  original::tbbPipeline(context, tokens, node);
  acquired(&pipelines);
}

void tbbSuspend(void *callback, void *argument) {
  releasing(&suspensions);
  original::tbbSuspend(callback, argument);
  goesOn();
}

void tbbResume(void *point) {
  releasing(&suspensions);
  original::tbbResume(point);
}

void tbbQueuingAcquire(void *mutex, void **lock, bool writes) {
  original::tbbQueuingAcquire(mutex, lock, writes);
  taken(mutex, __builtin_frame_address(0), !writes);
}

bool tbbQueuingTry(void *mutex, void **lock, bool writes) {
  return takenIf(original::tbbQueuingTry(mutex, lock, writes), mutex,
                 __builtin_frame_address(0), !writes);
}

void tbbQueuingRelease(void **lock) {
  given(mutexOf(lock));
  original::tbbQueuingRelease(lock);
}

// Another writer may come between; false says so.
bool tbbQueuingUpgrade(void **lock) {
  given(mutexOf(lock));
  const bool isAtOnce = original::tbbQueuingUpgrade(lock);
  taken(mutexOf(lock), __builtin_frame_address(0), false);
  return isAtOnce;
}

bool tbbQueuingDowngrade(void **lock) {
  given(mutexOf(lock));
  const bool isDone = original::tbbQueuingDowngrade(lock);
  taken(mutexOf(lock), __builtin_frame_address(0), true);
  return isDone;
}

void tbbRtmAcquire(void *mutex, void **lock, bool onlySpeculates) {
  original::tbbRtmAcquire(mutex, lock, onlySpeculates);
  taken(mutex, __builtin_frame_address(0), false);
}

bool tbbRtmTry(void *mutex, void **lock) {
  return takenIf(original::tbbRtmTry(mutex, lock), mutex,
                 __builtin_frame_address(0), false);
}

void tbbRtmRelease(void **lock) {
  given(mutexOf(lock));
  original::tbbRtmRelease(lock);
}

void tbbRtmWrite(void *mutex, void **lock, bool onlySpeculates) {
  original::tbbRtmWrite(mutex, lock, onlySpeculates);
  taken(mutex, __builtin_frame_address(0), false);
}

void tbbRtmRead(void *mutex, void **lock, bool onlySpeculates) {
  original::tbbRtmRead(mutex, lock, onlySpeculates);
  taken(mutex, __builtin_frame_address(0), true);
}

bool tbbRtmTryWrite(void *mutex, void **lock) {
  return takenIf(original::tbbRtmTryWrite(mutex, lock), mutex,
                 __builtin_frame_address(0), false);
}

bool tbbRtmTryRead(void *mutex, void **lock) {
  return takenIf(original::tbbRtmTryRead(mutex, lock), mutex,
                 __builtin_frame_address(0), true);
}

void tbbRtmRwRelease(void **lock) {
  given(mutexOf(lock));
  original::tbbRtmRwRelease(lock);
}

bool tbbRtmUpgrade(void **lock) {
  given(mutexOf(lock));
  const bool isAtOnce = original::tbbRtmUpgrade(lock);
  taken(mutexOf(lock), __builtin_frame_address(0), false);
  return isAtOnce;
}

bool tbbRtmDowngrade(void **lock) {
  given(mutexOf(lock));
  const bool isDone = original::tbbRtmDowngrade(lock);
  taken(mutexOf(lock), __builtin_frame_address(0), true);
  return isDone;
}

} // namespace hooked

} // namespace mapsan
