// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Flushing. fflush(nullptr) would wait for streams that a stopped or racing
// thread holds, so each stream of libc's list is flushed only if its lock is
// free. The list itself is read by fault-tolerant copies: another thread may be
// closing a stream.
//
// At a normal exit (on_exit, registered first, so it runs after the program's
// own handlers) a report that is being written is waited for, leftovers are
// settled, and the status becomes `exitcode` if there were reports.
#include "runtime/entry/ending.h"

#include "runtime/entry/conflict.h"
#include "runtime/entry/log.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/readers.h"
#include "runtime/entry/signals.h"
#include "runtime/interceptors/interceptors.h"
#include "runtime/platform/memory_copy.h"
#include "runtime/platform/output.h"
#include "runtime/platform/system.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

extern "C" __attribute__((weak)) FILE *_IO_list_all;

namespace mapsan {

namespace {

void (*callback)(const Report &report, void *context);
void *callbackContext;

constexpr size_t kNoteBytes = 64u << 10;
char notes[kNoteBytes];
size_t notesUsed;

bool isFinished;
int32_t process; // whose end this is; a child of vfork has another number

// The status the process must end with, or -1 for its own. Once.
int finish() {
  if (systemProcessId() != process ||
      __atomic_exchange_n(&isFinished, true, __ATOMIC_RELAXED))
    return -1;
  if (ThreadRecord *self = currentThread()) {
    ++self->inside;
    lookForLostReaders(*self, 0);
  }
  settleLeftovers();
  return publishSummary();
}

void atExit(int, void *) {
  const int status = finish();
  if (status < 0)
    return;
  flushStreams();
  exitNow(status);
}

void atQuickExit() {
  const int status = finish();
  if (status >= 0)
    exitNow(status);
}

} // namespace

void flushStreams() {
  FILE *stream = nullptr;
  if (!&_IO_list_all || !copyMemory(&stream, &_IO_list_all, sizeof stream)) {
    fflush(stdout);
    fflush(stderr);
    return;
  }
  for (unsigned i = 0; stream && i < 4096; ++i) {
    FILE copy;
    if (!copyMemory(&copy, stream, sizeof copy))
      return;
    if (copy._IO_write_ptr > copy._IO_write_base && ftrylockfile(stream) == 0) {
      fflush_unlocked(stream);
      funlockfile(stream);
    }
    stream = copy._chain;
  }
}

void endProcess() {
  flushStreams();
  waitForOtherSanitizer();
  printStats(outputSink());
  logEnd();
  if (options().abort_on_error) {
    standardAction(SIGABRT);
    abort();
  }
  exitNow(options().exitcode);
}

void callReportCallback(const Report &report) {
  if (callback)
    callback(report, callbackContext);
}

void setReportCallback(void (*function)(const Report &report, void *context),
                       void *context) {
  callbackContext = context;
  callback = function;
}

void keepNote(const Report &report, const PrintStyle &style) {
  const Sink sink = {[](void *, const char *text, size_t length) {
                       if (notesUsed + length > kNoteBytes)
                         return;
                       __builtin_memcpy(notes + notesUsed, text, length);
                       notesUsed += length;
                     },
                     nullptr};
  printNote(report, style, sink);
}

void forgetNotes() { notesUsed = 0; }

void printKeptNotes(const Sink &sink) {
  if (notesUsed)
    sink.write(sink.context, notes, notesUsed);
}

unsigned endCounts(EndCount (&counts)[kMaxEndCounts]) {
  collectCounts();
  // With stats=2 every operation is slow and no slot is ARMED (mapTally): what
  // they are counted for is said by other lines.
  enum class When : uint8_t { Always, Fast, Tallied, Report, Told };
  struct Line {
    EndCount count;
    When when = When::Always;
  };
  const MapTally *tally = mapTally();
  const DetectorCounts detected =
      isReportMode() ? detector().counts() : DetectorCounts{};
  const Line lines[] = {
      {{"sites", "call sites", counted(Count::Sites)}},
      {{"sitesReached", "call sites reached", tally ? tally->sites() : 0},
       When::Tallied},
      {{"sitesUntold", "operations of call sites not told apart",
        tally ? tally->siteMisses() : 0},
       When::Tallied},
      {{"threads", "threads", threadsSeen()}},
      {{"writes", "writing operations and constructions",
        isReportMode() ? counted(Count::SlowWrites) : writingOperations()}},
      {{"slowWrites", "slow write begins", counted(Count::SlowWrites)},
       When::Fast},
      {{"slowReads", "slow read begins", counted(Count::SlowReads)},
       When::Fast},
      {{"armed", "slots armed (shared by threads)", counted(Count::Armed)},
       When::Fast},
      {{"reads", "reading operations", counted(Count::SlowReads)}, When::Told},
      {{"maps", "maps used", tally ? tally->maps() : 0}, When::Tallied},
      {{"sharedMaps", "maps used by two or more threads",
        tally ? tally->sharedMaps() : 0},
       When::Tallied},
      {{"onSharedMaps", "operations on those once shared",
        counted(Count::OnSharedMaps)},
       When::Tallied},
      {{"untold", "operations on maps not told apart",
        tally ? tally->misses() : 0},
       When::Tallied},
      {{"shadows", "maps remembered", detected.maps}, When::Report},
      {{"droppedHistories", "maps changed by code that is not seen",
        detected.droppedHistories},
       When::Report},
      {{"forgotten", "times that all history was forgotten",
        detected.forgotten},
       When::Report},
      {{"evicted", "maps forgotten for want of memory", detected.evictedMaps},
       When::Report},
      {{"skipped", "operations not checked", detected.skippedOperations},
       When::Report},
      {{"captures", "stacks kept by writers", counted(Count::Captures)}},
      {{"conflicts", "conflicts", counted(Count::Conflicts)}},
      {{"unproven", "word changes not proven to be conflicts",
        counted(Count::Unproven)}},
      {{"nameless", "conflicts with readers that were forgotten",
        counted(Count::Nameless)},
       When::Report},
      {{"repairs", "stale flags repaired", counted(Count::Repairs)}},
      {{"reports", "reports", counted(Count::Reports)}},
      {{"repeats", "repeats", counted(Count::Repeats)}},
      {{"notes", "notes", counted(Count::Notes)}},
      {{"partnerLive", "partner's stack by live walk",
        counted(Count::PartnerLive)}},
      {{"partnerEager", "partner's stack kept by itself",
        counted(Count::PartnerEager)}},
      {{"partnerAfter", "partner's stack after the fact",
        counted(Count::PartnerAfter)}},
      {{"partnerMailbox", "partner's stack by mailbox",
        counted(Count::PartnerMailbox)}},
      {{"partnerSiteOnly", "partner's call site only",
        counted(Count::PartnerSiteOnly)}},
  };
  static_assert(sizeof lines / sizeof lines[0] <= kMaxEndCounts, "");
  const auto isWanted = [&](When when) {
    return when == When::Always || (when == When::Tallied && tally) ||
           (when == When::Report && isReportMode()) ||
           (when == When::Told && (tally || isReportMode())) ||
           (when == When::Fast && !tally && !isReportMode());
  };
  unsigned count = 0;
  for (const Line &line : lines)
    if (isWanted(line.when))
      counts[count++] = line.count;
  return count;
}

void printStats(const Sink &sink) {
  if (!options().stats)
    return;
  EndCount counts[kMaxEndCounts];
  const unsigned count = endCounts(counts);
  char buffer[2048];
  TextWriter text(buffer, sizeof buffer, &sink);
  for (unsigned i = 0; i < count; ++i)
    text.put("MapSan stats: ")
        .put(counts[i].name)
        .put(": ")
        .number(counts[i].value)
        .put('\n');
  text.flush();
}

void watchExit() {
  process = systemProcessId();
  on_exit(atExit, nullptr);
  at_quick_exit(atQuickExit);
}

void watchExitOfChild() {
  process = systemProcessId();
  isFinished = false;
}

} // namespace mapsan

using namespace mapsan;

// Children of fork mostly end by these; their races count too.
MAPSAN_BODY void _exit(int status) {
  const int wanted = finish();
  exitNow(wanted >= 0 ? wanted : status);
}

MAPSAN_BODY void _Exit(int status) { _exit(status); }
