// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sentences at the end of a report, each from facts of this report alone:
//
//   fact                                          hint
//   --------------------------------------------  -------------------------------
//   neither side holds a lock                     no lock protects the map here
//   one side holds locks, the other none          only the writer holds a lock ...
//   both hold locks, none in common               the two hold different locks
//   a common lock, and a writer has it shared     a shared lock while writing
//   one function, which looked and then filled    lazy initialisation without once
//   the map that was empty, run by both
//   an element used elsewhere than it was taken   where it was taken
//   a lock that was held there, and is no more    lock released before the use
//   operator[] inserted, its result is only read  use find or at to only look
//   a const method changed a member of its class  a const method that mutates
//
// Of locks nothing is said unless those of both sides are known, and the two
// sides are two threads.
#include "runtime/report/hints.h"

#include "runtime/base/text_writer.h"

namespace mapsan {
namespace {

bool writes(const Side &side) {
  return alwaysWrites(side.effect) ||
         (mayWrite(side.effect) && side.observed != Observed::Nothing);
}

class Hints {
public:
  explicit Hints(Report &report) : report_(report) {}

  void addAll() {
    const bool areTwo =
        report_.sideCount == 2 && report_.evidence != Evidence::SameThread;
    if (areTwo) {
      if (!report_.sides[0].releasedLock && !report_.sides[1].releasedLock)
        locks();
      lazily();
    }
    for (unsigned i = 0; i < report_.sideCount; ++i) {
      taken(report_.sides[i]);
      inserted(report_.sides[i]);
      changedByConst(report_.sides[i]);
    }
  }

private:
  const char *text(Text text) const { return report_.text(text); }

  void thread(TextWriter &out, const Side &side) const {
    const Thread &thread = report_.threads[side.thread];
    if (thread.isMain)
      out.put("the main thread");
    else
      out.put('T').number(thread.number);
  }

  void locks() {
    const Side &one = report_.sides[0], &other = report_.sides[1];
    if (!one.areLocksKnown || !other.areLocksKnown)
      return;
    if (!one.lockCount && !other.lockCount)
      report_.addNote("neither thread holds a lock");
    else if (!one.lockCount || !other.lockCount)
      oneLocks(one.lockCount ? one : other, one.lockCount ? other : one);
    else
      bothLock(one, other);
  }

  void oneLocks(const Side &locker, const Side &other) {
    if (!writes(locker))
      report_.addNote("only the reader holds a lock: whoever writes must hold "
                      "it, too");
    else if (!writes(other))
      report_.addNote("only the writer holds a lock: whoever reads must hold "
                      "it, too");
    else
      report_.addNote("only one of the two writers holds a lock");
  }

  void bothLock(const Side &one, const Side &other) {
    for (unsigned i = 0; i < one.lockCount; ++i)
      for (unsigned j = 0; j < other.lockCount; ++j) {
        const Lock &left = report_.locks[one.locks[i]];
        const Lock &right = report_.locks[other.locks[j]];
        if (left.address != right.address)
          continue;
        if (left.isShared && writes(one))
          shared(one, left);
        else if (right.isShared && writes(other))
          shared(other, right);
        return;
      }
    report_.addNote("the two threads hold different locks, which exclude "
                    "nobody from the map");
  }

  void shared(const Side &side, const Lock &lock) {
    char buffer[128];
    TextWriter out(buffer, sizeof buffer);
    thread(out, side);
    out.put(" writes while it holds M").number(lock.number);
    report_.addNote(out.put(" only for reading").text());
  }

  // if (m.empty()) fill(m), by two threads at first use. That both only fill it
  // says nothing: maps begin empty.
  void lazily() {
    const Side &one = report_.sides[0], &other = report_.sides[1];
    const auto looksThenFills = [](const Side &looks, const Side &fills) {
      return !mayWrite(looks.effect) && writes(fills) &&
             fills.sizeBefore == 0 && looks.line <= fills.line;
    };
    if ((looksThenFills(one, other) || looksThenFills(other, one)) &&
        one.function && one.function.offset == other.function.offset)
      report_.addNote("two threads are in one function that found the map "
                      "empty: fill it under std::call_once or in a local "
                      "static's initialiser");
  }

  void taken(const Side &side) {
    if (!side.taken ||
        (report_.title != Title::ReferenceInUse && !side.releasedLock))
      return;
    char buffer[512];
    TextWriter out(buffer, sizeof buffer);
    thread(out, side);
    out.put(" took the reference by ").put(text(side.taken));
    if (side.takenFile)
      out.put(" at ")
          .put(fileOf(text(side.takenFile)))
          .put(":")
          .number(side.takenLine);
    if (side.takenFunction)
      out.put(" in ").put(text(side.takenFunction));
    if (side.releasedLock) {
      out.put(", and released ");
      lockAt(out, side.releasedLock);
      out.put(" before it used it: hold the lock as long as the reference, or "
              "take a copy");
    }
    report_.addNote(out.text());
  }

  static const char *fileOf(const char *path) {
    const char *slash = __builtin_strrchr(path, '/');
    return slash ? slash + 1 : path;
  }

  void lockAt(TextWriter &out, uint64_t address) const {
    for (unsigned i = 0; i < report_.lockCount; ++i)
      if (report_.locks[i].address == address) {
        out.put('M').number(report_.locks[i].number);
        return;
      }
    out.put("the lock that it held");
  }

  void inserted(const Side &side) {
    if (!side.isOnlyLooked || side.observed != Observed::Changed)
      return;
    char buffer[256];
    TextWriter out(buffer, sizeof buffer);
    out.put(text(side.method)).put(" inserted ");
    if (side.key)
      out.put("key ").put(text(side.key));
    else
      out.put("a key");
    report_.addNote(out.put(": use find or at to only look").text());
  }

  void changedByConst(const Side &side) {
    const char *function = side.function ? text(side.function) : "";
    const char *map = report_.map.name ? text(report_.map.name) : "";
    constexpr char kConst[] = ") const";
    const size_t length = __builtin_strlen(function);
    const size_t end = sizeof kConst - 1;
    if (!writes(side) || isOfElement(side.effect) || length < end ||
        __builtin_strcmp(function + length - end, kConst) != 0)
      return;
    // "Cache::get(int) const" and "Cache::map_": one class.
    const size_t scope = scopeOf(map);
    if (scope == 0 || scopeOf(function) != scope ||
        __builtin_memcmp(map, function, scope) != 0)
      return;
    char buffer[512];
    TextWriter out(buffer, sizeof buffer);
    out.put(function, length - (sizeof " const" - 1));
    out.put(" is const and changes ").put(map);
    report_.addNote(
        out.put(": callers may take it for a read that needs no lock").text());
  }

  /// The length of "A::B::" in "A::B::c(D::E)".
  static size_t scopeOf(const char *name) {
    size_t scope = 0;
    for (size_t i = 0; name[i] && name[i] != '(' && name[i] != '<'; ++i)
      if (name[i] == ':' && name[i + 1] == ':')
        scope = i + 2;
    return scope;
  }

  Report &report_;
};

} // namespace

void addHints(Report &report) { Hints(report).addAll(); }

} // namespace mapsan
