// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Locks of the OpenMP runtimes: those of the program (omp_set_lock), and those
// the compiler makes of `critical`, `ordered`, `atomic` and reductions. LLVM's
// runtime would tell of them through OMPT too, but of a release only when it has
// happened: another thread could have the lock by then, and no edge.
//
// A critical section without a name and the lock of GOMP_atomic are one for the
// process; `ordered` and doacross loops are told as one object each, which
// orders more than there is.
#include "runtime/interceptors/libraries.h"

namespace mapsan {

namespace {

int takenIf(int isTaken, const void *lock, const void *frame) {
  if (isTaken)
    lockTaken(lock, frame);
  return isTaken;
}

const char unnamed = 0, atomics = 0, ordered = 0, across = 0;

} // namespace

namespace hooked {

#define MAPSAN_OMP_LOCK(way, kind)                                             \
  void way##Set##kind(void *lock) {                                            \
    original::way##Set##kind(lock);                                            \
    lockTaken(lock, __builtin_frame_address(0));                               \
  }                                                                            \
  int way##Test##kind(void *lock) {                                            \
    return takenIf(original::way##Test##kind(lock), lock,                      \
                   __builtin_frame_address(0));                                \
  }                                                                            \
  void way##Unset##kind(void *lock) {                                          \
    lockGiven(lock);                                                           \
    original::way##Unset##kind(lock);                                          \
  }                                                                            \
  void way##Destroy##kind(void *lock) {                                        \
    destroyed(lock);                                                           \
    original::way##Destroy##kind(lock);                                        \
  }
MAPSAN_OMP_LOCK(gomp, Lock)
MAPSAN_OMP_LOCK(gomp, NestLock)
MAPSAN_OMP_LOCK(omp, Lock)
MAPSAN_OMP_LOCK(omp, NestLock)

void __kmpc_critical(void *place, int thread, void *name) {
  original::__kmpc_critical(place, thread, name);
  lockTaken(name, __builtin_frame_address(0));
}

void __kmpc_critical_with_hint(void *place, int thread, void *name,
                               unsigned hint) {
  original::__kmpc_critical_with_hint(place, thread, name, hint);
  lockTaken(name, __builtin_frame_address(0));
}

void __kmpc_end_critical(void *place, int thread, void *name) {
  lockGiven(name);
  original::__kmpc_end_critical(place, thread, name);
}

void __kmpc_ordered(void *place, int thread) {
  original::__kmpc_ordered(place, thread);
  acquired(&ordered);
}

void __kmpc_end_ordered(void *place, int thread) {
  releasing(&ordered);
  original::__kmpc_end_ordered(place, thread);
}

// 1: this thread is to combine, by itself or holding the lock. 2: by atomics.

int __kmpc_reduce(void *place, int thread, int count, size_t bytes, void *data,
                  void *combine, void *lock) {
  const int way =
      original::__kmpc_reduce(place, thread, count, bytes, data, combine, lock);
  acquired(lock);
  return way;
}

void __kmpc_end_reduce(void *place, int thread, void *lock) {
  releasing(lock);
  original::__kmpc_end_reduce(place, thread, lock);
}

int __kmpc_reduce_nowait(void *place, int thread, int count, size_t bytes,
                         void *data, void *combine, void *lock) {
  const int way = original::__kmpc_reduce_nowait(place, thread, count, bytes,
                                                 data, combine, lock);
  acquired(lock);
  return way;
}

void __kmpc_end_reduce_nowait(void *place, int thread, void *lock) {
  releasing(lock);
  original::__kmpc_end_reduce_nowait(place, thread, lock);
}

void __kmpc_doacross_post(void *place, int thread, const long long *iteration) {
  releasing(&across);
  original::__kmpc_doacross_post(place, thread, iteration);
}

void __kmpc_doacross_wait(void *place, int thread, const long long *iteration) {
  original::__kmpc_doacross_wait(place, thread, iteration);
  acquired(&across);
}

void GOMP_critical_start() {
  original::GOMP_critical_start();
  lockTaken(&unnamed, __builtin_frame_address(0));
}

void GOMP_critical_end() {
  lockGiven(&unnamed);
  original::GOMP_critical_end();
}

void GOMP_critical_name_start(void **name) {
  original::GOMP_critical_name_start(name);
  lockTaken(name, __builtin_frame_address(0));
}

void GOMP_critical_name_end(void **name) {
  lockGiven(name);
  original::GOMP_critical_name_end(name);
}

void GOMP_atomic_start() {
  original::GOMP_atomic_start();
  acquired(&atomics);
}

void GOMP_atomic_end() {
  releasing(&atomics);
  original::GOMP_atomic_end();
}

} // namespace hooked

} // namespace mapsan
