// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Libraries with locks, tasks and queues of their own, built without the
// plugin: what they do in atomics and bare system calls is not seen, so we
// stand in for the functions that do it. libraries.def names them; a body per
// name, `hooked::name`, lies in the file of its library and calls
// `original::name`. Calls are led here by platform/imports.h.
//
// When in doubt an edge is added: one too many hides a race in a program that
// leans on more than the library promises, one too few accuses a correct one.
// In flag mode a hook counts a release, lists a lock, and nothing else.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_LIBRARIES_H
#define MAPSAN_RUNTIME_INTERCEPTORS_LIBRARIES_H

#include "runtime/interceptors/interceptors.h"

namespace mapsan {

/// A small class passed by value in two registers (absl::Time, QDeadlineTimer).
struct TwoWords {
  uint64_t first, second;
};

using GThreadFunction = void *(*)(void *);
using GFunction = void (*)(void *data, void *userData);
struct GThreadPool { // how the library's begins
  GFunction function;
  void *userData;
  int isExclusive;
};
using OmpFunction = void (*)(void *);
using OmpCopy = void (*)(void *to, void *from);

namespace original {
#define MAPSAN_HOOK(library, name, result, parameters, first, second)          \
  extern result(*name) parameters;
#include "runtime/interceptors/libraries.def"
} // namespace original

namespace hooked {
#define MAPSAN_HOOK(library, name, result, parameters, first, second)          \
  result name parameters;
#include "runtime/interceptors/libraries.def"
} // namespace hooked

/// Once at the start, and when a module registers (`isLoading` false), and now
/// and then, for modules that came without saying so.
void hookLibraries(bool isLoading);

/// Asks Qt to tell of signals and events, if it is there.
void watchQt();

/// Memory for what stands for a call of the program's until it is made. Null
/// when there is none; give it back with the same size.
void *allocateForHook(size_t bytes);
void releaseFromHook(void *block, size_t bytes);

/// Operations on maps are not checked while this lives: for calls back into the
/// program at a moment when the clocks do not tell what it holds.
class Unchecked {
public:
  Unchecked();
  ~Unchecked();
  Unchecked(const Unchecked &) = delete;
  Unchecked &operator=(const Unchecked &) = delete;

private:
  ThreadRecord *self_ = nullptr;
};

inline bool acquiredIf(bool has, const void *object) {
  if (has)
    acquired(object);
  return has;
}

/// A wait that gives its lock back and takes it again. Not a point of
/// cancellation.
template <typename Wait>
auto givenMeanwhile(const void *lock, LockType type, Wait wait) {
  struct Again {
    HeldLock held;
    LockType type;
    ~Again() { lockTakenAgain(held, type); }
  };
  const ThreadRecord *self = knownThread();
  const Again again = {
      self ? self->locks.find(lock) : HeldLock{lock, {}, false}, type};
  lockGiven(lock, type);
  return wait();
}

} // namespace mapsan

#endif
