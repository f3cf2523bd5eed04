// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One race, for counting how many of its reports have both full stacks. Two
// threads use one map without a lock until a report ends the process, or the
// second one has inserted all its keys:
//
//   MAP    std::map or std::unordered_map
//   PAIR   what the first thread does while the second one inserts: 1 insert,
//          2 find, 3 iterate, 4 copy
//   LEAF   0: the operation in a loop, back to back; its frames stay
//          1: the operation in a leaf function, with other work of about 0.1 us
//             between that uses the stack again: its frames are gone at once
//
// What the first thread reads is used, else nothing is left of it at -O2, and it
// goes on as long as the second thread does, else a few milliseconds' delay in
// the start of one keeps them apart.
//
// Above each site stand five inlined functions and five real ones, each named
// so that the runner can tell whether a report names them all. The empty asm
// behind each call keeps it from becoming a jump.
#include "mapsan_test.h"
#include <map>
#include <unordered_map>

#define INLINE __attribute__((always_inline)) inline
#define REAL __attribute__((noinline))

static INLINE void keep() { asm volatile("" ::: "memory"); }

static MAP<int, int> shared;
static Barrier start;

// So many insertions fill some 200 MB.
constexpr int kKeys = 1 << 22;

static int finished; // threads that are through with their keys
static bool isAlone() { return invisible::load(&finished) != 0; }

static INLINE void insertOnce(int key) { shared.insert({key, key}); }

static INLINE void firstOnce(int key) {
#if PAIR == 1
  shared.insert({key, key});
#elif PAIR == 2
  auto found = shared.find(key);
  asm volatile("" ::"m"(found));
#elif PAIR == 3
  long sum = 0;
  for (auto &entry : shared)
    sum += entry.second;
  asm volatile("" ::"r"(sum + key));
#else
  MAP<int, int> copy(shared);
  asm volatile("" ::"r"(&copy), "r"(key) : "memory");
#endif
}

// The keys of one thread, odd or even. Only the inserting ones come to an end.
static INLINE bool goesOn(int key, bool inserts) {
  return inserts ? key < kKeys : !isAlone();
}
static INLINE int following(int key) { return (key + 2) & (2 * kKeys - 1); }

// The chain of one side: ONCE is the site, side##Inlined1 the function around
// it, side##Real5 the outermost.
#if LEAF
#define REPEATED(ONCE, inserts) ONCE(key)
#else
#define REPEATED(ONCE, inserts)                                                \
  for (; goesOn(key, inserts); key = following(key))                           \
  ONCE(key)
#endif
#define CHAIN(side, ONCE, inserts)                                             \
  static INLINE void side##Inlined1(int key) {                                 \
    REPEATED(ONCE, inserts);                                                   \
    keep();                                                                    \
  }                                                                            \
  static INLINE void side##Inlined2(int key) { side##Inlined1(key); }          \
  static INLINE void side##Inlined3(int key) { side##Inlined2(key); }          \
  static INLINE void side##Inlined4(int key) { side##Inlined3(key); }          \
  static INLINE void side##Inlined5(int key) { side##Inlined4(key); }          \
  static REAL void side##Real1(int key) { side##Inlined5(key), keep(); }       \
  static REAL void side##Real2(int key) { side##Real1(key), keep(); }          \
  static REAL void side##Real3(int key) { side##Real2(key), keep(); }          \
  static REAL void side##Real4(int key) { side##Real3(key), keep(); }          \
  static REAL void side##Real5(int key) { side##Real4(key), keep(); }

CHAIN(first, firstOnce, PAIR == 1)
CHAIN(second, insertOnce, true)

#if LEAF
static REAL int work(int depth, int seed) {
  volatile int local[8];
  for (volatile int &slot : local)
    slot = seed;
  int sum = depth ? work(depth - 1, seed + 1) : seed;
  for (int i = 0; i < 8; ++i)
    sum += local[i];
  return sum;
}
#endif

template <void (*Chain)(int)>
static void useMap(int key, [[maybe_unused]] bool inserts) {
  start.arrive();
  start.wait(2);
#if LEAF
  for (; goesOn(key, inserts); key = following(key)) {
    Chain(key);
    asm volatile("" ::"r"(work(12, key)));
  }
#else
  Chain(key);
#endif
  invisible::add(&finished, 1);
}

static void firstThread() { useMap<firstReal5>(1, PAIR == 1), keep(); }
static void secondThread() { useMap<secondReal5>(2, true), keep(); }

int main() { runBoth(firstThread, secondThread); }
