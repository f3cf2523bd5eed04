// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GLib. Its mutexes and conditions are futexes; queues and pools lock inside
// the library, where calls do not pass through us, so they are told as what
// they are: pushed before popped, pushed before run.
//
// A pool's threads call the function it was made with from a loop of their own.
// So in report mode the pool is made with a function of ours and a record that
// knows the program's; order lies on the record.
#include "runtime/interceptors/libraries.h"

namespace mapsan {

namespace {

int takenIf(int isTaken, const void *mutex, const void *frame) {
  if (isTaken)
    lockTaken(mutex, frame);
  return isTaken;
}

void *popped(void *data, const void *queue) {
  if (data)
    acquired(queue);
  return data;
}

struct OnceRecord {
  const void *once;
  GThreadFunction function;
  void *argument;
};

void *callOnce(void *record) {
  const OnceRecord call = *static_cast<const OnceRecord *>(record);
  void *result = call.function(call.argument);
  releasing(call.once);
  return result;
}

struct PoolRecord {
  GFunction function;
  void *userData;
};

void callFromPool(void *data, void *record) {
  const PoolRecord &pool = *static_cast<const PoolRecord *>(record);
  acquired(record);
  pool.function(data, pool.userData);
  releasing(record);
}

PoolRecord *recordOf(const GThreadPool *pool) {
  return pool && pool->function == callFromPool
             ? static_cast<PoolRecord *>(pool->userData)
             : nullptr;
}

template <typename Make>
GThreadPool *makePool(GFunction function, void *userData, Make make) {
  PoolRecord *record =
      isReportMode()
          ? static_cast<PoolRecord *>(allocateForHook(sizeof(PoolRecord)))
          : nullptr;
  if (!record)
    return make(function, userData);
  *record = {function, userData};
  GThreadPool *pool = make(callFromPool, record);
  if (!pool)
    releaseFromHook(record, sizeof *record);
  return pool;
}

// A pool that was made before us, or when there was no memory.
void withoutRecord() {
  countRelease();
  if (isReportMode())
    detector().order().forgetHistory();
}

// What the program finds done, and asks only the pool.
unsigned afterAsking(unsigned answer, const GThreadPool *pool) {
  if (const PoolRecord *record = recordOf(pool))
    acquired(record);
  return answer;
}

} // namespace

namespace hooked {

void g_mutex_lock(void *mutex) {
  original::g_mutex_lock(mutex);
  lockTaken(mutex, __builtin_frame_address(0));
}

int g_mutex_trylock(void *mutex) {
  return takenIf(original::g_mutex_trylock(mutex), mutex,
                 __builtin_frame_address(0));
}

void g_mutex_unlock(void *mutex) {
  lockGiven(mutex);
  original::g_mutex_unlock(mutex);
}

void g_mutex_clear(void *mutex) {
  destroyed(mutex);
  original::g_mutex_clear(mutex);
}

void g_cond_wait(void *condition, void *mutex) {
  givenMeanwhile(mutex, LockType::Mutex,
                 [&] { original::g_cond_wait(condition, mutex); });
}

int g_cond_wait_until(void *condition, void *mutex, int64_t until) {
  return givenMeanwhile(mutex, LockType::Mutex, [&] {
    return original::g_cond_wait_until(condition, mutex, until);
  });
}

void g_cond_signal(void *condition) {
  countRelease();
  original::g_cond_signal(condition);
}

void g_cond_broadcast(void *condition) {
  countRelease();
  original::g_cond_broadcast(condition);
}

// A bit of a word; other bits of it may be other locks.

void g_bit_lock(void *word, int bit) {
  original::g_bit_lock(word, bit);
  acquired(word);
}

int g_bit_trylock(void *word, int bit) {
  return acquiredIf(original::g_bit_trylock(word, bit), word);
}

void g_bit_unlock(void *word, int bit) {
  releasing(word);
  original::g_bit_unlock(word, bit);
}

void g_pointer_bit_lock(void *word, int bit) {
  original::g_pointer_bit_lock(word, bit);
  acquired(word);
}

int g_pointer_bit_trylock(void *word, int bit) {
  return acquiredIf(original::g_pointer_bit_trylock(word, bit), word);
}

void g_pointer_bit_unlock(void *word, int bit) {
  releasing(word);
  original::g_pointer_bit_unlock(word, bit);
}

// The quick ways of both kinds of once are inline and ask the same word.

void *g_once_impl(void *once, GThreadFunction function, void *argument) {
  OnceRecord call = {once, function, argument};
  void *result = original::g_once_impl(once, callOnce, &call);
  acquired(once);
  return result;
}

int g_once_init_enter(void *location) {
  const int isFirst = original::g_once_init_enter(location);
  acquired(location);
  return isFirst;
}

void g_once_init_leave(void *location, size_t result) {
  releasing(location);
  original::g_once_init_leave(location, result);
}

int g_once_init_enter_pointer(void *location) {
  const int isFirst = original::g_once_init_enter_pointer(location);
  acquired(location);
  return isFirst;
}

void g_once_init_leave_pointer(void *location, void *result) {
  releasing(location);
  original::g_once_init_leave_pointer(location, result);
}

// The queue's lock is told as a point of synchronisation: pushes of others,
// which lock inside, must not be replaced by what its holder publishes.

void g_async_queue_lock(void *queue) {
  original::g_async_queue_lock(queue);
  acquired(queue);
}

void g_async_queue_unlock(void *queue) {
  releasing(queue);
  original::g_async_queue_unlock(queue);
}

void g_async_queue_push(void *queue, void *data) {
  releasing(queue);
  original::g_async_queue_push(queue, data);
}

void g_async_queue_push_unlocked(void *queue, void *data) {
  releasing(queue);
  original::g_async_queue_push_unlocked(queue, data);
}

void g_async_queue_push_front(void *queue, void *data) {
  releasing(queue);
  original::g_async_queue_push_front(queue, data);
}

void g_async_queue_push_front_unlocked(void *queue, void *data) {
  releasing(queue);
  original::g_async_queue_push_front_unlocked(queue, data);
}

void g_async_queue_push_sorted(void *queue, void *data, void *compare,
                               void *userData) {
  releasing(queue);
  original::g_async_queue_push_sorted(queue, data, compare, userData);
}

void g_async_queue_push_sorted_unlocked(void *queue, void *data, void *compare,
                                        void *userData) {
  releasing(queue);
  original::g_async_queue_push_sorted_unlocked(queue, data, compare, userData);
}

void *g_async_queue_pop(void *queue) {
  return popped(original::g_async_queue_pop(queue), queue);
}

void *g_async_queue_pop_unlocked(void *queue) {
  return popped(original::g_async_queue_pop_unlocked(queue), queue);
}

void *g_async_queue_try_pop(void *queue) {
  return popped(original::g_async_queue_try_pop(queue), queue);
}

void *g_async_queue_try_pop_unlocked(void *queue) {
  return popped(original::g_async_queue_try_pop_unlocked(queue), queue);
}

void *g_async_queue_timeout_pop(void *queue, uint64_t microseconds) {
  return popped(original::g_async_queue_timeout_pop(queue, microseconds),
                queue);
}

void *g_async_queue_timeout_pop_unlocked(void *queue, uint64_t microseconds) {
  return popped(
      original::g_async_queue_timeout_pop_unlocked(queue, microseconds), queue);
}

GThreadPool *g_thread_pool_new(GFunction function, void *userData, int threads,
                               int isExclusive, void *error) {
  return makePool(function, userData, [&](GFunction made, void *argument) {
    return original::g_thread_pool_new(made, argument, threads, isExclusive,
                                       error);
  });
}

GThreadPool *g_thread_pool_new_full(GFunction function, void *userData,
                                    void (*freeItem)(void *), int threads,
                                    int isExclusive, void *error) {
  return makePool(function, userData, [&](GFunction made, void *argument) {
    return original::g_thread_pool_new_full(made, argument, freeItem, threads,
                                            isExclusive, error);
  });
}

int g_thread_pool_push(GThreadPool *pool, void *data, void *error) {
  if (const PoolRecord *record = recordOf(pool))
    releasing(record);
  else
    withoutRecord();
  return original::g_thread_pool_push(pool, data, error);
}

// Without waiting, tasks go on and need their record; it stays.
void g_thread_pool_free(GThreadPool *pool, int isImmediate, int waits) {
  PoolRecord *record = recordOf(pool);
  if (record)
    acquired(record); // items that are dropped are freed by this thread
  else
    withoutRecord();
  original::g_thread_pool_free(pool, isImmediate, waits);
  if (!record || !waits)
    return;
  acquired(record);
  destroyed(record);
  releaseFromHook(record, sizeof *record);
}

unsigned g_thread_pool_unprocessed(GThreadPool *pool) {
  return afterAsking(original::g_thread_pool_unprocessed(pool), pool);
}

unsigned g_thread_pool_get_num_threads(GThreadPool *pool) {
  return afterAsking(original::g_thread_pool_get_num_threads(pool), pool);
}

} // namespace hooked

} // namespace mapsan
