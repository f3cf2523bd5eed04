// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report is built in one static buffer, under one lock (report_lock.h).
//
// Repeats are recognised twice (repeats.h): by the pair of call sites, before any
// work, and by the report's fingerprint.
#include "runtime/entry/publish.h"

#include "runtime/entry/describe.h"
#include "runtime/entry/ending.h"
#include "runtime/entry/lock_names.h"
#include "runtime/entry/log.h"
#include "runtime/entry/repeats.h"
#include "runtime/entry/report_lock.h"
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

constexpr uint32_t kPatienceMs = 60'000;

Report theReport;
Suppressions theSuppressions;
char startDirectory[4096];

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

void forgetReports() {
  resetReportLock();
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

// Repeats of notes are told apart from those of races, and those of potential
// conflicts (~key): who was noted may race yet.
uint64_t keyOf(uint64_t key, const char *unseen) {
  return unseen ? key ^ 0x756e7365656e : key; // "unseen"
}

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
    startEnding();
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
  if (!enterReport(kPatienceMs))
    return;
  if (wasTold(pair)) {
    count(Count::Repeats);
    leaveReport();
    return;
  }
  Writing writing = {conflict, unseen, pair, false, false};
  onRoomyStack(
      [](void *argument) { decideAndWrite(*static_cast<Writing *>(argument)); },
      &writing);
  if (writing.isWritten)
    callReportCallback(theReport);
  if (writing.ends) {
    endingIsPrinted();
    endProcess();
  }
  leaveReport();
}

void publishCrash(const Conflict &conflict, bool isLast, bool isPlain) {
  if (!isWritingReport() && !enterReport(crashPatienceMs()))
    return;
  if (isLast)
    startEnding();
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
    endingIsPrinted();
  else
    leaveReport();
}

void publishNote(const Conflict &conflict) {
  count(Count::Notes);
  const uint64_t pair = ~pairKey(conflict);
  if (wasTold(pair) || !enterReport(100))
    return;
  if (isNews(pair)) {
    describe(conflict, theReport);
    onRoomyStack([](void *) { writeNote(); }, nullptr);
  }
  leaveReport();
}

void printSuppressions(const Sink &out) { theSuppressions.printHits(out); }

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
