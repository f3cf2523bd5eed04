// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The start of the runtime: at load time, or at the first slow path, whichever
// comes first (a static map of another library may be used before our
// constructor runs). One thread does it; another that arrives meanwhile is not
// tracked for that moment.
//
// Order: options (they may end the program), output, modules, intercepted
// functions, the main thread, signals, exit.
#include "runtime/abi/calls.h"
#include "runtime/entry/conflict.h"
#include "runtime/entry/ending.h"
#include "runtime/entry/log.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/readers.h"
#include "runtime/entry/signals.h"
#include "runtime/entry/slow_path.h"
#include "runtime/entry/unseen_libraries.h"
#include "runtime/interceptors/interceptors.h"
#include "runtime/interceptors/libraries.h"
#include "runtime/interceptors/written_files.h"
#include "runtime/platform/modules.h"
#include "runtime/platform/output.h"
#include "runtime/platform/system.h"
#include "runtime/state/open_operations.h"
#include "runtime/state/runtime.h"
#include "runtime/state/thread_clocks.h"
#include "runtime/state/thread_history.h"
#include "runtime/state/threads.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/auxv.h>

extern "C" __attribute__((weak)) void __tsan_init();

// The program's own defaults, if it has this function.
extern "C" __attribute__((weak, visibility("default"))) const char *
__mapsan_default_options();

namespace mapsan {

namespace {

enum : uint32_t { kCold, kStarting, kStarted };
uint32_t stage;
pthread_key_t endKey;
bool hasEndKey;
bool areBitsSet;

[[noreturn]] void refuse(const char *text, size_t length) {
  const Sink sink = standardErrorSink();
  sink.write(sink.context, "MapSan: ", 8);
  sink.write(sink.context, text, length);
  sink.write(sink.context, "\n", 1);
  exitNow(kOptionsExitStatus);
}
[[noreturn]] void refuse(const char *text) {
  refuse(text, __builtin_strlen(text));
}

ColorChoice colorChoice() {
  switch (options().color[1]) {
  case 'l':
    return ColorChoice::Always;
  case 'e':
    return ColorChoice::Never;
  default:
    return ColorChoice::Auto;
  }
}

// Key destructors run in rounds; ours re-arms itself to run in the last one, so
// that operations in the program's own destructors are still seen.
void onThreadEnd(void *round) {
  const uintptr_t number = reinterpret_cast<uintptr_t>(round);
  if (number < PTHREAD_DESTRUCTOR_ITERATIONS &&
      pthread_setspecific(endKey, reinterpret_cast<void *>(number + 1)) == 0)
    return;
  if (ThreadRecord *self = knownThread()) {
    if (const InSlowPath inside; inside && self->counts.slowWrites)
      lookForLostReaders(*self, static_cast<uint32_t>(options().wait_ms));
    takeSignalStack(*self);
    noteThreadEnd(*self);
    abandonAll();
  }
  finishThread();
}

void start() {
  const OptionSources sources = {
      __mapsan_default_options ? __mapsan_default_options() : nullptr,
      getauxval(AT_SECURE) ? nullptr : getenv("MAPSAN_OPTIONS")};
  const OptionsVerdict verdict =
      loadOptions(options(), sources, standardErrorSink());
  if (!verdict.go)
    exitNow(verdict.exitStatus);
  if (options().stats == 2 && !startTally())
    refuse("stats=2 needs 16 MB of memory, and there is none");
  if (options().mode[0] == 'r' && !startDetection())
    refuse("mode=report needs memory, and there is none");
  openOutput(options().log_path, colorChoice());
  beginLog();
  char text[512];
  TextWriter error(text, sizeof text);
  if (!loadSuppressions(error))
    refuse(error.text(), error.length());
  refreshModules();
  if (isReportMode() && __tsan_init)
    refuse("mode=report does not work together with -fsanitize=thread: build "
           "without it, or use mode=flag");
  startInterceptors();
  if (isReportMode() && !isReleaseCountComplete())
    refuse("mode=report cannot see what this program's threads wait for: link "
           "the executable with libmapsan, or LD_PRELOAD it");
  hasEndKey = pthread_key_create(&endKey, onThreadEnd) == 0;
  pthread_atfork(nullptr, nullptr, [] {
    watchExitOfChild();
    forgetOtherThreads();
    restartClocks();
    restartWrittenFiles();
    forgetReports();
    forgetConflicts();
  });
  if (options().handle_signals)
    catchFatalSignals();
  watchExit();
}

} // namespace

bool ensureStarted() {
  if (__atomic_load_n(&stage, __ATOMIC_ACQUIRE) == kStarted)
    return true;
  uint32_t expected = kCold;
  if (!__atomic_compare_exchange_n(&stage, &expected, kStarting, false,
                                   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return expected == kStarted;
  start();
  __atomic_store_n(&stage, kStarted, __ATOMIC_RELEASE);
  return true;
}

void watchThreadEnd() {
  if (hasEndKey)
    pthread_setspecific(endKey, reinterpret_cast<void *>(1));
  if (ThreadRecord *self = knownThread())
    giveSignalStack(*self);
}

} // namespace mapsan

using namespace mapsan;

// 101: before constructors of the program that name no priority.
__attribute__((constructor(101))) static void startEarly() {
  if (ensureStarted())
    currentThread();
}

void __mapsan_follow(uint32_t *isReporting) {
  ensureStarted();
  *isReporting = isReportMode();
}

void __mapsan_register_v3(const MapsanSite *begin, const MapsanSite *end,
                          uint32_t bits) {
  ensureStarted();
  refreshModules(); // a library opened later; a crash handler cannot
  hookLibraries(false);
  noteInstrumented(begin);
  count(Count::Sites, static_cast<uint64_t>(end - begin));
  if (bits > kTableBits || (areBitsSet && bits != tableBits()))
    refuse("the parts of this program were compiled with different "
           "-fplugin-arg-mapsan-table-bits");
  areBitsSet = true;
  setTableBits(bits);
}
