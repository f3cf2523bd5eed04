// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that is given out anew. What report mode remembers of a map is of one
// object, and an address may become another's: usually that is seen, because the
// other is constructed, but not if it is built in code without the plugin, or
// needs no constructor. The allocator has ordered the two, inside itself. So what
// was remembered of the block's maps is forgotten when it is given out, and not
// already when it is given back: use after delete stays a race.
//
// What an operation on a map gives back was, perhaps, an element: its end looks.
//
// A thread's stack is given to a later thread without a call that we see: what lay
// on it is forgotten when its thread ends (ThreadRecord::noteOnStack).
//
// Objects that threads synchronise on keep what they know: the next mutex at the
// address knows too much, which loses reports and makes none.
//
// In flag mode these are a test and a jump. They are weak, as AddressSanitizer's
// and its kin's are, so that in an executable with both the first, theirs, stays;
// a program's own allocator comes before ours too, and is not watched.
//
// The originals are looked up one by one at the first call, which comes before
// the runtime starts: a lookup that fails would ask for memory itself. (One that
// succeeds may give some back: freeEarly.)
#include "runtime/interceptors/interceptors.h"
#include "runtime/state/open_operations.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/mman.h>

#define MAPSAN_MEMORY MAPSAN_BODY __attribute__((weak))
#define MAPSAN_ALLOCATOR(name)                                                 \
  (__builtin_expect(mapsan::real::name != nullptr, 1)                          \
       ? mapsan::real::name                                                    \
       : mapsan::lookUp(mapsan::real::name, #name))

namespace mapsan {

namespace {

template <typename Function>
__attribute__((noinline)) Function *lookUp(Function *&real, const char *name) {
  real = reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
  if (!real)
    refuseStaticProgram();
  return real;
}

// The lookup itself frees what dlerror() would have said, if a lookup failed
// before: that is left, and what others free in that moment.
__attribute__((noinline)) void freeEarly(void *block) {
  static bool isLooking;
  if (__atomic_exchange_n(&isLooking, true, __ATOMIC_ACQUIRE))
    return;
  lookUp(mapsan::real::free, "free")(block);
  __atomic_store_n(&isLooking, false, __ATOMIC_RELEASE);
}

__attribute__((noinline)) void *givenOut(void *block, size_t bytes) {
  if (!block || !bytes)
    return block;
  detector().forgetMapsOf(block, bytes);
  if (const ThreadRecord *self = knownThread(); self && self->clock) {
    const uintptr_t begin = reinterpret_cast<uintptr_t>(block);
    self->clock->noteFresh(begin, begin + bytes);
  }
  return block;
}

} // namespace

} // namespace mapsan

using namespace mapsan;

MAPSAN_MEMORY void *malloc(size_t bytes) noexcept {
  const auto original = MAPSAN_ALLOCATOR(malloc);
  if (!isReportMode())
    return original(bytes);
  return givenOut(original(bytes), bytes);
}

MAPSAN_MEMORY void *calloc(size_t count, size_t each) noexcept {
  const auto original = MAPSAN_ALLOCATOR(calloc);
  if (!isReportMode())
    return original(count, each);
  return givenOut(original(count, each), count * each);
}

// What was there moves with the block, or stays.
MAPSAN_MEMORY void *realloc(void *block, size_t bytes) noexcept {
  const auto original = MAPSAN_ALLOCATOR(realloc);
  if (!isReportMode())
    return original(block, bytes);
  const uintptr_t before = reinterpret_cast<uintptr_t>(block);
  void *result = original(block, bytes);
  return reinterpret_cast<uintptr_t>(result) == before
             ? result
             : givenOut(result, bytes);
}

MAPSAN_MEMORY void free(void *block) noexcept {
  const auto original = mapsan::real::free;
  if (__builtin_expect(!original, 0))
    return mapsan::freeEarly(block);
  if (block && isReportMode())
    noteFreed(block);
  original(block);
}

MAPSAN_MEMORY void *aligned_alloc(size_t alignment, size_t bytes) noexcept {
  const auto original = MAPSAN_ALLOCATOR(aligned_alloc);
  if (!isReportMode())
    return original(alignment, bytes);
  return givenOut(original(alignment, bytes), bytes);
}

MAPSAN_MEMORY void *memalign(size_t alignment, size_t bytes) noexcept {
  const auto original = MAPSAN_ALLOCATOR(memalign);
  if (!isReportMode())
    return original(alignment, bytes);
  return givenOut(original(alignment, bytes), bytes);
}

MAPSAN_MEMORY int posix_memalign(void **block, size_t alignment,
                                 size_t bytes) noexcept {
  const int result = MAPSAN_ALLOCATOR(posix_memalign)(block, alignment, bytes);
  if (result == 0 && isReportMode())
    givenOut(*block, bytes);
  return result;
}

// A program may have an allocator of its own on top.
MAPSAN_MEMORY void *mmap(void *wish, size_t bytes, int protection, int flags,
                         int file, off_t offset) noexcept {
  void *block =
      MAPSAN_ALLOCATOR(mmap)(wish, bytes, protection, flags, file, offset);
  return isReportMode() && block != MAP_FAILED ? givenOut(block, bytes) : block;
}

MAPSAN_MEMORY void *mmap64(void *wish, size_t bytes, int protection, int flags,
                           int file, off64_t offset) noexcept {
  void *block =
      MAPSAN_ALLOCATOR(mmap64)(wish, bytes, protection, flags, file, offset);
  return isReportMode() && block != MAP_FAILED ? givenOut(block, bytes) : block;
}
