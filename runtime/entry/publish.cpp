// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report is built in one static buffer, under one lock:
//
//   idle -> writing -> idle      suppressed, a repeat, or halt_on_error=0
//   idle -> writing -> ending    the process ends; nobody gets the lock again
//
// Repeats are recognised twice (repeats.h): by the pair of call sites, before any
// work, and by the report's fingerprint.
#include "runtime/entry/publish.h"

#include "runtime/base/spin_lock.h"
#include "runtime/entry/describe.h"
#include "runtime/entry/ending.h"
#include "runtime/entry/lock_names.h"
#include "runtime/entry/log.h"
#include "runtime/entry/repeats.h"
#include "runtime/entry/unseen_libraries.h"
#include "runtime/platform/modules.h"
#include "runtime/platform/output.h"
#include "runtime/platform/signal_stack.h"
#include "runtime/platform/symbolizer.h"
#include "runtime/platform/system.h"
#include "runtime/report/print.h"
#include "runtime/report/resolve.h"
#include "runtime/report/suppressions.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"

#include <fcntl.h>
#include <unistd.h>

namespace mapsan {

namespace {

enum : uint32_t { kIdle, kWriting, kEnding };
constexpr uint32_t kPatienceMs = 60'000;

uint32_t phase;  // futex
uint32_t writer; // thread id of who writes
bool isPrinted;  // the report that ends the process is out
Report theReport;
Suppressions theSuppressions;
char startDirectory[4096];

bool enter(uint32_t patienceMs) {
  const uint64_t start = monotonicMs();
  for (;;) {
    uint32_t expected = kIdle;
    if (__atomic_compare_exchange_n(&phase, &expected, kWriting, false,
                                    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      ThreadRecord *self = knownThread();
      __atomic_store_n(&writer, self ? self->id : 0, __ATOMIC_RELAXED);
      return true;
    }
    if (monotonicMs() - start >= patienceMs)
      return false;
    waitOnWord(&phase, expected, 100);
  }
}

void leave() {
  __atomic_store_n(&writer, 0u, __ATOMIC_RELAXED);
  __atomic_store_n(&phase, kIdle, __ATOMIC_RELEASE);
  wakeAll(&phase);
}

struct FrameSink {
  void (*onFrame)(void *sink, size_t index, const ResolvedFrame &frame);
  void *sink;
};

/// context: non-null in a signal handler.
const char *resolveBySymbolizer(void *context, const uint64_t *pcs,
                                size_t number,
                                void (*onFrame)(void *sink, size_t index,
                                                const ResolvedFrame &frame),
                                void *sink) {
  const SymbolizerSettings settings = {
      options().symbolize, options().external_symbolizer_path,
      static_cast<uint32_t>(options().symbolizer_timeout_ms),
      context != nullptr};
  FrameSink frames = {onFrame, sink};
  return symbolize(
      pcs, number, settings,
      [](void *context, size_t index, const Symbol &symbol) {
        const FrameSink &to = *static_cast<FrameSink *>(context);
        to.onFrame(to.sink, index,
                   {symbol.function, symbol.file, symbol.line, symbol.column,
                    symbol.module, symbol.buildId, symbol.offset,
                    symbol.inlined, symbol.isRuntime});
      },
      &frames);
}

uint32_t crashPatienceMs() {
  return static_cast<uint32_t>(options().symbolizer_timeout_ms) + 5'000;
}

PrintStyle style() {
  PrintStyle result;
  result.color = outputWantsColor();
  const char *prefix = options().strip_path_prefix;
  result.stripPathPrefix = prefix && *prefix ? prefix : startDirectory;
  return result;
}

void countPartner(StackOrigin origin) {
  switch (origin) {
  case StackOrigin::LiveWalk:
    return count(Count::PartnerLive);
  case StackOrigin::Eager:
    return count(Count::PartnerEager);
  case StackOrigin::AfterTheFact:
    return count(Count::PartnerAfter);
  case StackOrigin::Mailbox:
    return count(Count::PartnerMailbox);
  case StackOrigin::SiteOnly:
    return count(Count::PartnerSiteOnly);
  case StackOrigin::Own:
    return;
  }
}

} // namespace

bool isEnding() { return __atomic_load_n(&phase, __ATOMIC_ACQUIRE) == kEnding; }

bool waitForReports(uint32_t patienceMs) {
  const uint64_t start = monotonicMs();
  for (uint32_t now;
       (now = __atomic_load_n(&phase, __ATOMIC_ACQUIRE)) != kIdle;) {
    if (__atomic_load_n(&isPrinted, __ATOMIC_ACQUIRE))
      return true;
    if (monotonicMs() - start >= patienceMs)
      return false;
    waitOnWord(&phase, now, 10);
  }
  return true;
}

bool isWritingReport() {
  const ThreadRecord *self = knownThread();
  return self && __atomic_load_n(&writer, __ATOMIC_RELAXED) == self->id;
}

void forgetReports() {
  phase = kIdle;
  writer = 0;
  isPrinted = false;
  forgetRepeats();
  clearCount(Count::Conflicts);
  clearCount(Count::Reports);
  clearCount(Count::Repeats);
  clearCount(Count::Notes);
  clearCount(Count::NotesKept);
  clearCount(Count::Suppressed);
  forgetNotes();
}

bool isRepeatedNote(const MapsanSite &one, const MapsanSite &other) {
  if (!wasTold(~pairKey(one, other, titleOf(one.effect, other.effect))))
    return false;
  count(Count::Notes);
  return true;
}

bool isRepeat(const MapsanSite &one, const MapsanSite &other) {
  if (!wasTold(pairKey(one, other, titleOf(one.effect, other.effect))))
    return false;
  count(Count::Conflicts);
  count(Count::Repeats);
  return true;
}

namespace {

/// What a report needs is more than the smallest stacks that threads have. The
/// thread's signal stack is free, unless this is a handler, which is on it then.
void onRoomyStack(void (*function)(void *), void *argument) {
  ThreadRecord *self = knownThread();
  callOnSignalStack(self && !isUnderValgrind() ? self->signalStack : nullptr,
                    function, argument);
}

struct Writing {
  const Conflict &conflict;
  const char *unseen; // the library that may have ordered it: a note then
  uint64_t pair;
  bool isWritten, ends;
};

const char *whoMayHaveOrdered(const Conflict &conflict) {
  return conflict.evidence == Evidence::Unordered && !options().strict
             ? unseenLibrary()
             : nullptr;
}

// Repeats of notes are told apart from those of races: who was noted may race yet.
uint64_t keyOf(uint64_t key, const char *unseen) { return unseen ? ~key : key; }

void addUnseen(const char *library) {
  char text[256];
  TextWriter(text, sizeof text)
      .put("nothing MapSan saw orders the two operations, but ")
      .put(library)
      .put(" is loaded, not instrumented, and may: strict=1 makes this a race");
  theReport.isNote = true;
  theReport.evidenceDetail = theReport.add(text);
}

void decideAndWrite(Writing &writing) {
  const Conflict &conflict = writing.conflict;
  const uint64_t stacks = stacksKey(writing.pair, conflict);
  unsigned line;
  if (wasSuppressed(stacks, line)) {
    theSuppressions.hitAgain(line);
    return;
  }
  describe(conflict, theReport);
  if (writing.unseen)
    addUnseen(writing.unseen);
  refreshModules();
  nameLocks(theReport);
  resolveReport(theReport, {resolveBySymbolizer, nullptr});
  if (theSuppressions.match(theReport, &line)) {
    count(Count::Suppressed);
    rememberSuppressed(stacks, line);
    return;
  }
  isNews(writing.pair);
  if (!isNews(keyOf(fingerprint(theReport), writing.unseen))) {
    count(Count::Repeats);
    return;
  }
  writing.ends = options().halt_on_error && !writing.unseen &&
                 (conflict.evidence != Evidence::Unordered || isReportMode());
  if (writing.ends)
    __atomic_store_n(&phase, kEnding, __ATOMIC_RELEASE);
  count(writing.unseen ? Count::NotesKept : Count::Reports);
  countPartner(theReport.sides[1].stack.origin);
  printReport(theReport, style(), outputSink());
  logReport(theReport);
  writing.isWritten = !writing.unseen;
}

void writeNote() {
  theReport.isNote = true;
  resolveSitesOnly(theReport);
  if (theSuppressions.match(theReport))
    return;
  count(Count::NotesKept);
  keepNote(theReport, style());
  logReport(theReport);
}

} // namespace

void publishReport(const Conflict &conflict) {
  count(Count::Conflicts);
  const char *const unseen = whoMayHaveOrdered(conflict);
  const uint64_t pair = keyOf(pairKey(conflict), unseen);
  if (wasTold(pair)) {
    count(Count::Repeats);
    return;
  }
  if (!enter(kPatienceMs))
    return;
  if (wasTold(pair)) {
    count(Count::Repeats);
    leave();
    return;
  }
  Writing writing = {conflict, unseen, pair, false, false};
  onRoomyStack(
      [](void *argument) { decideAndWrite(*static_cast<Writing *>(argument)); },
      &writing);
  if (writing.isWritten)
    callReportCallback(theReport);
  if (writing.ends) {
    __atomic_store_n(&isPrinted, true, __ATOMIC_RELEASE);
    endProcess();
  }
  leave();
}

bool isEndingPrinted() { return __atomic_load_n(&isPrinted, __ATOMIC_ACQUIRE); }

void publishCrash(const Conflict &conflict, bool isLast, bool isPlain) {
  if (!isWritingReport() && !enter(crashPatienceMs()))
    return;
  if (isLast)
    __atomic_store_n(&phase, kEnding, __ATOMIC_RELEASE);
  count(Count::Conflicts);
  if (!isNews(pairKey(conflict)) && !isPlain) {
    count(Count::Repeats);
  } else {
    describe(conflict, theReport);
    if (isPlain)
      resolveSitesOnly(theReport);
    else
      resolveReport(theReport, {resolveBySymbolizer, &theReport});
    if (!theSuppressions.match(theReport) &&
        (isNews(fingerprint(theReport)) || isPlain)) {
      count(Count::Reports);
      countPartner(theReport.sides[1].stack.origin);
      printReport(theReport, style(), outputSink());
      logReport(theReport);
    }
  }
  if (isLast)
    __atomic_store_n(&isPrinted, true, __ATOMIC_RELEASE);
  else
    leave();
}

void publishNote(const Conflict &conflict) {
  count(Count::Notes);
  const uint64_t pair = ~pairKey(conflict);
  if (wasTold(pair) || !enter(100))
    return;
  if (isNews(pair)) {
    describe(conflict, theReport);
    onRoomyStack([](void *) { writeNote(); }, nullptr);
  }
  leave();
}

// 2 races and 1 note in 12 maps, 4000 operations recorded; 1 suppressed. Operations
// that repeat what their thread did in this epoch are not; flag mode counts neither
// maps nor operations.
static void summarise(TextWriter &text) {
  const auto several = [&](uint64_t number, const char *what) -> TextWriter & {
    return text.number(number).put(' ').put(what).put(number == 1 ? "" : "s");
  };
  const uint64_t races = counted(Count::Reports);
  const uint64_t notes = counted(Count::NotesKept);
  const uint64_t hidden = counted(Count::Suppressed);
  if (!races && !notes && !hidden && options().verbosity == 0)
    return;
  text.put("MapSan: ");
  several(races, "race").put(" and ");
  several(notes, "note");
  if (isReportMode()) {
    collectCounts();
    text.put(" in ");
    several(detector().counts().maps, "map").put(", ");
    several(counted(Count::SlowReads) + counted(Count::SlowWrites), "operation")
        .put(" recorded");
  }
  text.put("; ").number(hidden).put(" suppressed\n");
}

int publishSummary() {
  waitForReports();
  const Sink out = outputSink();
  printKeptNotes(out);
  char buffer[512];
  TextWriter text(buffer, sizeof buffer, &out);
  if (isReportMode() || !options().halt_on_error)
    summarise(text);
  if (counted(Count::Unmapped)) // silence would look like a pass
    text.put("MapSan: the system had no memory for what mode=report remembers; "
             "races may have been missed\n");
  if (const uint64_t repeats = counted(Count::Repeats); repeats)
    text.put("MapSan: ")
        .number(repeats)
        .put(repeats == 1 ? " repeat" : " repeats")
        .put(" of reported conflicts not shown\n");
  text.flush();
  if (options().print_suppressions)
    theSuppressions.printHits(out);
  printStats(out);
  logEnd();
  return counted(Count::Reports) && options().exitcode ? options().exitcode
                                                       : -1;
}

bool loadSuppressions(TextWriter &error) {
  if (!getcwd(startDirectory, sizeof startDirectory - 1))
    startDirectory[0] = 0;
  for (size_t i = 0; startDirectory[0]; ++i)
    if (!startDirectory[i]) {
      if (i > 1) {
        startDirectory[i] = '/';
        startDirectory[i + 1] = 0;
      }
      break;
    }
  const char *path = options().suppressions;
  if (!path || !*path)
    return true;
  static char text[64u << 10];
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    error.put("cannot open the suppressions file '").put(path).put("'");
    return false;
  }
  size_t length = 0;
  for (long got; length < sizeof text &&
                 (got = read(file, text + length, sizeof text - length)) > 0;)
    length += static_cast<size_t>(got);
  close(file);
  if (length == sizeof text) {
    error.put("the suppressions file '")
        .put(path)
        .put("' is larger than 64 KB");
    return false;
  }
  return theSuppressions.parse(text, length, path, error);
}

} // namespace mapsan
