// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of libraries.def as data, and when calls are led here.
#include "runtime/interceptors/libraries.h"

#include "runtime/base/arena.h"
#include "runtime/base/spin_lock.h"
#include "runtime/platform/imports.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"

namespace mapsan {

namespace original {
#define MAPSAN_HOOK(library, name, result, parameters, first, second)          \
  result(*name) parameters;
#include "runtime/interceptors/libraries.def"
} // namespace original

namespace {

enum Library : unsigned {
#define MAPSAN_LIBRARY(library, file) library,
#include "runtime/interceptors/libraries.def"
  kLibraries
};

const char *const kFiles[] = {
#define MAPSAN_LIBRARY(library, file) file,
#include "runtime/interceptors/libraries.def"
};

const Redirection kRows[] = {
#define MAPSAN_HOOK(library, name, result, parameters, first, second)          \
  {library, first, second, reinterpret_cast<void *>(hooked::name),             \
   reinterpret_cast<void **>(&original::name)},
#include "runtime/interceptors/libraries.def"
};

constexpr Redirections kRedirections = {kFiles, kLibraries, kRows,
                                        sizeof kRows / sizeof *kRows};

SpinLock lock;
uint64_t loadedThen;
Arena arena;

} // namespace

void hookLibraries(bool isLoading) {
  const uint64_t loaded = modulesLoaded();
  if (isLoading && loaded == __atomic_load_n(&loadedThen, __ATOMIC_RELAXED))
    return;
  if (!lock.tryLock())
    return; // another thread is at it
  if (loadedThen == 0)
    arena.start(mapPages, letOthersRun);
  if (redirectCalls(kRedirections, isLoading))
    watchQt();
  __atomic_store_n(&loadedThen, loaded, __ATOMIC_RELAXED);
  lock.unlock();
}

void *allocateForHook(size_t bytes) { return arena.allocate(bytes); }

void releaseFromHook(void *block, size_t bytes) { arena.release(block, bytes); }

Unchecked::Unchecked() {
  if (!isReportMode())
    return;
  self_ = knownThread();
  if (self_ && ++self_->ignores == 1)
    setIgnored(*self_, true);
}

Unchecked::~Unchecked() {
  if (self_ && --self_->ignores == 0)
    setIgnored(*self_, false);
}

} // namespace mapsan
