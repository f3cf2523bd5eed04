// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What accuses whom. The crashed thread has operations open; for each, innermost
// first:
//
//   seen                                              proves
//   ------------------------------------------------  --------------------------
//   a conflict found at its begin, not settled yet    overlap: proven then
//   another thread's open ring entry on this map      it is inside now
//   another thread's open read of this map, and the   it is inside now
//   crashed operation may write
//   the word moved since the operation's begin, and   it was inside meanwhile
//   its writer's newest entry of the slot is on this  (core/evidence.h, 2)
//   map
//   anything else                                     nothing: no report
//
// Each of these is one look at a thread that runs on, and what was copied counts
// only if it still stood there afterwards. A thread that works on the map without
// a pause outruns nearly all of the looks, so there are many: any of them is a proof of
// its own, for the crashed operation is open as long as the process lives.
//
// An operation is open if its ring entry, or its record in the chain of reads,
// is, and it lies in a part of the stack that is still in use, and the return
// address in its frame is there: what was jumped out of proves nothing.
//
// Two threads at once. Who crashed first writes the report, and the process
// dies with it; the other waits for that, with a bound. Before anything is
// written, threads that are at work on a conflict have a moment to finish: they
// write the better report.
#include "runtime/entry/crash.h"

#include "runtime/abi/calls.h"
#include "runtime/base/address.h"
#include "runtime/base/text_writer.h"
#include "runtime/core/evidence.h"
#include "runtime/entry/own_side.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/read_chain.h"
#include "runtime/entry/report_lock.h"
#include "runtime/platform/memory_copy.h"
#include "runtime/platform/output.h"
#include "runtime/platform/system.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

constexpr unsigned kMostOpen = 16;
constexpr uint32_t kMomentMs = 300; // more than wait_ms's default

// How often a partner is looked for: this often, or so long if that is less.
constexpr unsigned kLooks = 1 << 14;
constexpr uint64_t kLookMs = 20;

struct OpenOperation {
  const void *map;
  const MapsanSite *site;
  const void *frame;
  uint64_t pc;       // 0: not known
  uintptr_t place;   // an address in its activation
  uint64_t sequence; // 0: a read
  Word first;        // the word at its begin; kNoWord: not known
};

/// The open operations of the calling thread, innermost first.
class OpenOperations {
public:
  OpenOperations(const ThreadRecord &self, const void *context)
      : self_(self), lowest_(context ? stackPointerOf(context) : 0) {
    addWrites();
    addReads();
  }

  const OpenOperation *begin() const { return operations_; }
  const OpenOperation *end() const { return operations_ + count_; }

private:
  bool isInUse(uintptr_t address) const {
    const StackLimits stack = self_.stack;
    if (!stack.contains(address))
      return !stack.contains(lowest_); // a fiber: not comparable
    return !stack.contains(lowest_) || address >= lowest_;
  }

  // What a guest saw at its begin is in its operation, nowhere else.
  Word asGuest(const OpenOperation &operation) const {
    MapsanOperation op;
    return self_.guest && isInUse(addressOf(self_.guest)) &&
                   copyMemory(&op, self_.guest, sizeof op) &&
                   op.map == operation.map && op.site == operation.site &&
                   op.frame == operation.frame &&
                   slowPart(op).kind == SlowKind::Guest
               ? slowPart(op).seen
               : kNoWord;
  }

  void add(OpenOperation operation) {
    if (count_ == kMostOpen)
      return;
    if (operation.first == kNoWord)
      operation.first = asGuest(operation);
    unsigned at = count_++;
    for (; at > 0 && operations_[at - 1].place > operation.place; --at)
      operations_[at] = operations_[at - 1];
    operations_[at] = operation;
  }

  void addWrites() {
    for (const MapsanEntry &entry : self_.ring) {
      const void *returnAddress = nullptr;
      if (!isOpen(entry.sequence) ||
          operationOf(entry.sequence) <= suspectOf(self_) ||
          !isInUse(addressOf(entry.frame)) ||
          !copyMemory(&returnAddress,
                      static_cast<const char *>(entry.frame) + sizeof(void *),
                      sizeof returnAddress) ||
          returnAddress != entry.returnAddress)
        continue;
      add({entry.map, entry.site, entry.frame, addressOf(entry.pc),
           addressOf(entry.frame), entry.sequence,
           entry.word ? entry.word : kNoWord});
    }
  }

  void addReads() {
    const MapsanRead *at = __mapsan_thread.reads;
    for (unsigned i = 0; at && i < kMostOpen; ++i) {
      MapsanRead read;
      if (!isInUse(addressOf(at)) || !copyMemory(&read, at, sizeof read))
        return;
      add({read.map, read.site, read.frame, 0, addressOf(at), 0, read.seen});
      if (read.outer <= at)
        return;
      at = read.outer;
    }
  }

  const ThreadRecord &self_;
  uintptr_t lowest_;
  OpenOperation operations_[kMostOpen];
  unsigned count_ = 0;
};

struct Partner {
  const ThreadRecord *thread;
  bool isReader;
  MapsanEntry entry;
  MapsanRead read;
  Outcome outcome;
};

struct Search {
  const ThreadRecord &self;
  const OpenOperation &operation;
  Partner &partner;
};

bool conflicts(const OpenOperation &operation, const MapsanSite &other,
               Outcome outcome) {
  return judge({operation.site->effect, Outcome::Running},
               {other.effect, outcome}, options().strict) != Verdict::Nothing;
}

bool isActiveIn(void *context, ThreadRecord &thread) {
  const Search &search = *static_cast<const Search *>(context);
  const OpenOperation &operation = search.operation;
  Partner &partner = search.partner;
  if (&thread == &search.self)
    return false;
  partner.thread = &thread;
  partner.outcome = Outcome::Running;
  partner.isReader = false;
  if (isInside(thread, operation.map, partner.entry) &&
      conflicts(operation, *partner.entry.site, Outcome::Running))
    return true;
  partner.isReader = true;
  return mayWrite(operation.site->effect) &&
         isReading(thread, operation.map, partner.read) &&
         conflicts(operation, *partner.read.site, Outcome::Unchanged);
}

bool wroteMeanwhile(const Search &search) {
  const OpenOperation &operation = search.operation;
  Partner &partner = search.partner;
  const uint32_t slot = wordIndex(addressOf(operation.map), tableBits());
  const Word last = __atomic_load_n(&__mapsan_words[slot], __ATOMIC_ACQUIRE);
  const uint32_t id = threadOf(last);
  if (operation.first == kNoWord || id == search.self.id ||
      !movedBetween(operation.first, last))
    return false;
  partner.thread = findThread(id);
  partner.isReader = false;
  return partner.thread &&
         provesOverlap(partner.thread->ring, operation.map, last,
                       &__mapsan_words[slot], slot, tableBits(), partner.entry,
                       partner.outcome) &&
         findThread(id) == partner.thread &&
         conflicts(operation, *partner.entry.site, partner.outcome);
}

bool findPartner(const Search &search) {
  Search copy = search;
  return forEachThread(isActiveIn, &copy) || wroteMeanwhile(search);
}

/// The innermost of the open operations that has a partner. Null: none has.
const OpenOperation *findConflict(const ThreadRecord &self,
                                  const OpenOperations &open,
                                  Partner &partner) {
  const uint64_t start = monotonicMs();
  for (unsigned look = 0; look < kLooks; ++look) {
    for (const OpenOperation &operation : open)
      if (findPartner({self, operation, partner}))
        return &operation;
    if (open.begin() == open.end() || monotonicMs() - start > kLookMs)
      break;
  }
  return nullptr;
}

const char *methodOf(const MapsanSite *site) {
  const char *name = site ? atOffset<char>(site->method) : nullptr;
  return name ? name : "an operation";
}

// "SIGSEGV inside find; T2 is inside emplace"
void writeDetail(char *text, size_t capacity, const char *cause,
                 const ConflictSide &own, const ConflictSide &other) {
  TextWriter(text, capacity)
      .put(cause)
      .put(" inside ")
      .put(methodOf(own.site))
      .put("; T")
      .number(reportNumber(other.thread))
      .put(other.outcome == Outcome::Running ? " is inside "
                                             : " meanwhile ran ")
      .put(methodOf(other.site));
}

void describeCrashed(ConflictSide &side, const ThreadRecord &self,
                     const OpenOperation &operation, const void *context) {
  side.thread = self.id;
  side.site = operation.site;
  side.frame = operation.frame;
  side.sequence = operation.sequence;
  side.outcome = Outcome::Running;
  side.origin = StackOrigin::Own;
  const uint64_t pc = operation.pc
                          ? operation.pc
                          : activationAt(context, operation.place, self.stack);
  if (pc)
    side.pcs[side.pcCount++] = pc;
  const Walk walk = walkByTables(addressOf(operation.frame), self.stack,
                                 side.pcs + side.pcCount,
                                 static_cast<uint32_t>(options().stack_depth));
  side.pcCount += walk.count;
  side.ended = walkEndText(walk.end);
  side.areLocksKnown = copyLocks(self, side.locks, kSideLocks, side.lockCount);
}

struct Crashed {
  const ThreadRecord &self;
  const OpenOperations &open;
};

bool isOpenSide(const void *context, const Conflict &conflict,
                const ConflictSide &side) {
  const Crashed &crashed = *static_cast<const Crashed *>(context);
  if (side.thread != crashed.self.id)
    return false;
  for (const OpenOperation &operation : crashed.open)
    if (operation.map == conflict.map && operation.site == side.site &&
        operation.sequence == side.sequence)
      return true;
  return false;
}

// Somebody in a slow path may be about to report.
bool isAnybodyAtWork(const ThreadRecord &self) {
  return forEachThread(
      [](void *context, ThreadRecord &thread) {
        return &thread != context && thread.crashes == 0 &&
               __atomic_load_n(&thread.inside, __ATOMIC_RELAXED) != 0;
      },
      const_cast<ThreadRecord *>(&self));
}

void waitForOthers(const ThreadRecord &self) {
  const uint64_t start = monotonicMs();
  uint32_t nothing = 0;
  while (isAnybodyAtWork(self) && monotonicMs() - start < kMomentMs)
    waitOnWord(&nothing, 0, 1);
  waitForReports(static_cast<uint32_t>(options().symbolizer_timeout_ms) +
                 5'000);
}

void sayNothingProven(const OpenOperation &operation, const char *cause) {
  if (options().verbosity == 0)
    return;
  const Sink sink = outputSink();
  char buffer[256];
  TextWriter text(buffer, sizeof buffer, &sink);
  text.put("MapSan: ").put(cause).put(" inside ").put(methodOf(operation.site));
  text.put("; no other thread was seen in the map\n");
  text.flush();
}

} // namespace

void reportCrash(const ThreadRecord &self, const char *cause,
                 const void *context, bool isLast, bool isPlain) {
  const OpenOperations open(self, context);
  const Crashed crashed = {self, open};
  char detail[160];
  Conflict *conflict = takeConflictAtCrash(isOpenSide, &crashed);
  if (conflict) {
    const bool isFinder = conflict->sides[0].thread == self.id;
    if (isFinder || conflict->sides[1].thread == self.id) {
      writeDetail(detail, sizeof detail, cause, conflict->sides[!isFinder],
                  conflict->sides[isFinder]);
      conflict->evidence = Evidence::Crash;
      conflict->evidenceDetail = detail;
    }
  } else {
    Partner partner;
    const OpenOperation *operation = findConflict(self, open, partner);
    if (operation) {
      conflict = claimConflict(operation->map, Evidence::Crash);
      if (!conflict)
        return;
      conflict->evidenceDetail = detail;
      if (partner.isReader)
        describeReader(conflict->sides[1], *partner.thread, partner.read);
      else
        describePartner(conflict->sides[1], *partner.thread, partner.entry);
      conflict->sides[1].outcome = partner.outcome;
      describeCrashed(conflict->sides[0], self, *operation, context);
      writeDetail(detail, sizeof detail, cause, conflict->sides[0],
                  conflict->sides[1]);
    }
  }
  if (!isWritingReport())
    waitForOthers(self);
  if (isEndingPrinted() && !context)
    return; // the other sanitizer may go on
  if (conflict)
    publishCrash(*conflict, isLast, isPlain);
  else if (open.begin() != open.end() && isLast)
    sayNothingProven(*open.begin(), cause);
}

} // namespace mapsan
