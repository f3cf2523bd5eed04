// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks the originals up behind us, and asks whether we are in front: a runtime
// that only some library links, or an archive whose members were not pulled in,
// sees no mutex. Then locks are not known and the iteration check stays off.
//
// We are in front if a call through the default lookup, the one that every
// library's calls take, moves the release count. Comparing addresses would not
// do: in a program that is not position independent a function's address may be
// a stub of the program's, and another interposer may stand before us and pass
// calls on.
#include "runtime/interceptors/interceptors.h"
#include "runtime/interceptors/libraries.h"

#include "runtime/platform/output.h"
#include "runtime/platform/system.h"
#include "runtime/state/runtime.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

namespace mapsan {

namespace real {
#define MAPSAN_INTERCEPT(result, name, params) result(*name) params;
#include "runtime/interceptors/intercepted.def"
} // namespace real

namespace {

// The bounds of the module that this is linked into, by the linker.
extern "C" __attribute__((visibility("hidden"))) const char __ehdr_start[],
    _end[];

bool isOurs(const void *address) {
  return address >= __ehdr_start && address < _end;
}

template <typename Function> Function *defaultOf(const char *name) {
  return reinterpret_cast<Function *>(dlsym(RTLD_DEFAULT, name));
}

template <typename Call> bool movesCount(Call call) {
  const uint64_t before = __mapsan_thread.releases;
  return call() && __mapsan_thread.releases != before;
}

// AddressSanitizer keeps a list of threads and ends the program when one joins
// itself by a pthread function; thrd_join it does not know, and libc only says
// no.
bool areOtherCallsOurs() {
  static pthread_once_t control = PTHREAD_ONCE_INIT;
  const auto once =
      defaultOf<int(pthread_once_t *, void (*)())>("pthread_once");
  const auto join = defaultOf<int(thrd_t, int *)>("thrd_join");
  const auto close = defaultOf<int(int)>("close");
  const auto epollControl =
      defaultOf<int(int, int, int, epoll_event *)>("epoll_ctl");
  const int saved = errno;
  const bool areOurs =
      movesCount([&] { return once && once(&control, [] {}) == 0; }) &&
      movesCount([&] { return join && join(pthread_self(), nullptr); }) &&
      movesCount([&] { return close && close(-1); }) && movesCount([&] {
        epoll_event event = {}; // valgrind looks at it
        return epollControl && epollControl(-1, 0, -1, &event);
      });
  errno = saved;
  return areOurs;
}

// One of each file of ours, and of each kind of lock and of waking: of an archive
// some files may come and others not, and a program may define one function
// itself. The calls do nothing, whoever gets them. Locks are taken the same way as
// they are given back: ThreadSanitizer reports an unlock whose lock it has not
// seen.
bool areCallsOurs() {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
  pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
  sem_t semaphore;
  const auto lock = defaultOf<int(pthread_mutex_t *)>("pthread_mutex_lock");
  const auto lockRw =
      defaultOf<int(pthread_rwlock_t *)>("pthread_rwlock_wrlock");
  if (!lock || lock(&mutex) || !lockRw || lockRw(&rwlock))
    return false;
  sem_init(&semaphore, 0, 0);
  const auto unlock = defaultOf<int(pthread_mutex_t *)>("pthread_mutex_unlock");
  const auto unlockRw =
      defaultOf<int(pthread_rwlock_t *)>("pthread_rwlock_unlock");
  const auto signal = defaultOf<int(pthread_cond_t *)>("pthread_cond_signal");
  const auto broadcast =
      defaultOf<int(pthread_cond_t *)>("pthread_cond_broadcast");
  const auto post = defaultOf<int(sem_t *)>("sem_post");
  return movesCount([&] { return unlock && unlock(&mutex) == 0; }) &&
         movesCount([&] { return unlockRw && unlockRw(&rwlock) == 0; }) &&
         movesCount([&] { return signal && signal(&condition) == 0; }) &&
         movesCount([&] { return broadcast && broadcast(&condition) == 0; }) &&
         movesCount([&] { return post && post(&semaphore) == 0; }) &&
         areOtherCallsOurs();
}

} // namespace

// The condition functions of before 2003 have another layout under the same
// names; nobody calls those. If nobody has the name behind us, somebody may
// before us: then the program's calls do not come to us, but ours must go
// somewhere.
void *findReal(const char *name) {
  if (originalInStaticProgram)
    return originalInStaticProgram(name);
#if defined(__x86_64__)
  if (__builtin_strncmp(name, "pthread_cond_", 13) == 0 &&
      __builtin_strcmp(name + 13, "clockwait") != 0) // which is newer
    if (void *found = dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2"))
      return found;
#endif
  void *found = dlsym(RTLD_NEXT, name);
  if (!found)
    found = dlsym(RTLD_DEFAULT, name);
  return isOurs(found) ? nullptr : found;
}

void refuseStaticProgram() {
  constexpr char kSentence[] =
      "MapSan: this program is linked statically (-static, -static-pie), where "
      "libc cannot be watched: link it with $(mapsan flags --static-program), "
      "or "
      "dynamically\n";
  const Sink sink = standardErrorSink();
  sink.write(sink.context, kSentence, sizeof kSentence - 1);
  exitNow(1);
}

void findReals() {
#define MAPSAN_INTERCEPT(result, name, params)                                 \
  if (!real::name)                                                             \
    real::name = reinterpret_cast<result(*) params>(findReal(#name));
#include "runtime/interceptors/intercepted.def"
  if (!real::malloc && !real::pthread_mutex_lock)
    refuseStaticProgram();
}

// Not by the opener's own lookup, which may find us first.
void *findCxxOriginal(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  static const char *const kLibraries[] = {"libstdc++.so.6", "libc++abi.so.1",
                                           "libc++.so.1", "libgcc_s.so.1",
                                           "libunwind.so.1"};
  for (const char *library : kLibraries) {
    if (found)
      break;
    if (void *loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD))
      found = dlsym(loaded, name);
  }
  if (!found)
    abort();
  return found;
}

void startInterceptors() {
  findReals();
  hookLibraries(false);
  // The linker has led every call to us, or findReals would not have come back.
  setReleaseCountComplete(originalInStaticProgram || areCallsOurs());
}

} // namespace mapsan
