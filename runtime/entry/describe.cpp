// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The title follows from the two effects:
//
//   one \ other     destroys   may write   iterates   reads
//   destroys        destroyed while in use ...
//   may write                  writes      iteration  read and write
//   accesses an element: to "concurrent element access", else "reference ... used"
//
// Which side comes first in the report: the finder, "previous" is the partner.
#include "runtime/entry/describe.h"

#include "runtime/entry/log.h"
#include "runtime/platform/system.h"
#include "runtime/report/hints.h"
#include "runtime/state/runtime.h"
#include "runtime/state/thread_history.h"

namespace mapsan {

namespace {

const char *stringAt(const int32_t &offset) { return atOffset<char>(offset); }

// A stack of the depot, without the mark that says why it ends.
void describeKept(Stack &stack, uint32_t number) {
  stack.origin = StackOrigin::Own;
  uint32_t count = stackDepot().get(number, stack.pcs, kMaxPcs);
  if (count && stack.pcs[count - 1] < kStackEndMarks)
    --count;
  stack.pcCount = static_cast<uint8_t>(count);
}

uint8_t addThread(Report &report, uint32_t id, bool withCreator) {
  const uint32_t number = reportNumber(id);
  for (uint8_t i = 0; i < report.threadCount; ++i)
    if (report.threads[i].number == number)
      return i;
  ThreadPast past;
  if (!describeThread(id, past))
    return report.addThread(number, 0, nullptr);
  const uint8_t index =
      report.addThread(number, past.tid, past.name[0] ? past.name : nullptr);
  Thread &thread = report.threads[index];
  thread.isMain = past.isMain;
  thread.isCreationKnown = past.isCreationKnown;
  if (!past.isCreationKnown)
    return index;
  thread.creator = reportNumber(past.creator);
  thread.isCreatorMain = past.isCreatorMain;
  describeKept(thread.creation, past.creationStack);
  if (withCreator && !past.isCreatorMain)
    addThread(report, past.creator, false);
  return index;
}

Observed observedOf(const ConflictSide &side) {
  if (changes(side.act()))
    return Observed::Changed;
  return side.outcome == Outcome::Unchanged ? Observed::Nothing
         : mayWrite(side.site->effect)      ? Observed::Unknown
                                            : Observed::Nothing;
}

void describeSide(const ConflictSide &from, bool isPrevious, Report &report) {
  Side &to = report.sides[report.sideCount++];
  const MapsanSite &site = *from.site;
  to.isPrevious = isPrevious;
  to.effect = site.effect;
  to.observed = observedOf(from);
  to.method = report.add(stringAt(site.method));
  to.function = report.addFunction(stringAt(site.function));
  to.file = report.addPath(stringAt(site.file));
  to.line = site.line;
  to.column = site.column;
  to.lineInFunction = site.lineInFunction;
  to.sizeBefore = from.sizeBefore;
  to.sizeAfter = from.sizeAfter;
  to.bucketsBefore = from.bucketsBefore;
  to.bucketsAfter = from.bucketsAfter;
  if (options().keys && from.key[0])
    to.key = report.add(from.key);
  to.isKeyLost = options().keys && from.isKeyLost;
  to.isOnlyLooked = site.flags & kSiteOnlyLooked;
  if (isOfElement(site.effect) && site.flags & kSiteTaken) {
    const MapsanSite &taken = (&site)[1];
    to.taken = report.add(stringAt(taken.method));
    to.takenFunction = report.addFunction(stringAt(taken.function));
    to.takenFile = report.addPath(stringAt(taken.file));
    to.takenLine = taken.line;
  }
  to.releasedLock = reinterpret_cast<uint64_t>(from.releasedLock);
  to.areLocksKnown = from.areLocksKnown;
  for (uint32_t i = 0; from.areLocksKnown && i < from.lockCount; ++i) {
    const HeldLock &lock = from.locks[i];
    bool isAgain = false; // a recursive lock
    for (uint32_t j = 0; j < i; ++j)
      isAgain |= from.locks[j].address == lock.address;
    if (isAgain)
      continue;
    uint64_t callers[LockPlace::kCallers - 1];
    for (unsigned caller = 1; caller < LockPlace::kCallers; ++caller)
      callers[caller - 1] =
          reinterpret_cast<uint64_t>(lock.place.callers[caller]);
    const uint8_t index = report.addLock(
        reinterpret_cast<uint64_t>(lock.address), nullptr,
        reinterpret_cast<uint64_t>(lock.place.callers[0]), callers);
    report.locks[index].isShared = lock.isShared;
    to.locks[to.lockCount++] = index;
  }
  Stack &stack = to.stack;
  stack.origin = from.origin;
  stack.pcCount = static_cast<uint8_t>(from.pcCount);
  for (uint32_t i = 0; i < from.pcCount; ++i)
    stack.pcs[i] = from.pcs[i];
  stack.ended = report.add(from.ended);
}

void describeMap(const Conflict &conflict, Report &report) {
  Map &map = report.map;
  // The better name of the two: an operand may be known as "*this" on one side.
  const MapsanSite *named = conflict.sides[0].site;
  if (!named->object && conflict.sides[1].site)
    named = conflict.sides[1].site;
  map.name = report.add(stringAt(named->object));
  map.file = report.addPath(stringAt(named->objectFile));
  map.line = named->objectLine;
  if (const MapsanType *type =
          atOffset<MapsanType>(conflict.sides[0].site->type))
    map.type = report.add(stringAt(type->name));
  map.address = reinterpret_cast<uint64_t>(conflict.map);
  map.size = conflict.mapSize;
}

// "T1 next released the object at 0x55…; T2 last acquired from 0x56…": the reader
// sees which edge is missing. Held locks have their numbers.
void addSynchronisation(const Conflict &conflict, Report &report) {
  const auto name = [&](TextWriter &out, const void *object) {
    const uint64_t address = reinterpret_cast<uint64_t>(object);
    for (uint8_t i = 0; i < report.lockCount; ++i)
      if (report.locks[i].address == address) {
        out.put('M').number(report.locks[i].number);
        return;
      }
    out.put("0x").hex(address);
  };
  char text[256];
  TextWriter out(text, sizeof text);
  if (const void *object = conflict.lastSync[1]) {
    out.put("after its operation T")
        .number(reportNumber(conflict.sides[1].thread))
        .put(" first released ");
    name(out, object);
  }
  if (const void *object = conflict.lastSync[0]) {
    out.put(out.length() ? "; " : "")
        .put("T")
        .number(reportNumber(conflict.sides[0].thread))
        .put(" last acquired from ");
    name(out, object);
  }
  if (out.length())
    report.addNote(text);
}

} // namespace

Title titleOf(const Conflict &conflict) {
  return conflict.isTitleFixed ? conflict.title
                               : titleOf(conflict.sides[0].site->effect,
                                         conflict.sides[1].site->effect);
}

Title titleOf(Effect one, Effect other) {
  if (isOfElement(one) || isOfElement(other))
    return isOfElement(one) && isOfElement(other) ? Title::ElementAccess
                                                  : Title::ReferenceInUse;
  if (one == Effect::Destroy || other == Effect::Destroy)
    return Title::DestroyedInUse;
  if (mayWrite(one) && mayWrite(other))
    return Title::MapWrites;
  if (one == Effect::Iterate || other == Effect::Iterate)
    return Title::MapIterationAndWrite;
  return Title::MapReadAndWrite;
}

void describe(const Conflict &conflict, Report &report) {
  report.clear();
  report.title = titleOf(conflict);
  report.evidence = conflict.evidence;
  report.evidenceDetail = report.add(conflict.evidenceDetail);
  report.pid = systemProcessId();
  const char *test = currentTest();
  report.test = report.add(*test ? test : nullptr);
  describeMap(conflict, report);
  for (unsigned i = 0; i < 2; ++i)
    describeSide(conflict.sides[i], i == 1, report);
  for (unsigned i = 0; i < 2; ++i)
    report.sides[i].thread = addThread(report, conflict.sides[i].thread, true);
  if (conflict.evidence == Evidence::Unordered)
    addSynchronisation(conflict, report);
  addHints(report);
  if (!conflict.creator)
    return;
  report.map.isCreationKnown = true;
  report.map.creator = addThread(report, conflict.creator, false);
  describeKept(report.map.creation, conflict.creationStack);
}

} // namespace mapsan
