// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operation in words. The verb comes from what was observed, not from what
// the method promises:
//
//   effect    changed               nothing changed           not known
//   upsert    inserted key K        key K (was present)       key K (may
//   insert) assign    inserted key K        assigned key K            key K
//   (may insert) erase     removed key K         key K (was absent)        key
//   K (may remove) others    key K, or nothing
//
// An access to an element is "element of key K", or "M on element of key K" for
// a method M of the element.
#include "runtime/report/describe.h"

namespace mapsan {
namespace {

struct Verb {
  const char *before; // between method and key
  const char *after;  // behind the key
};

Verb verbOf(const Side &side) {
  switch (side.effect) {
  case Effect::Upsert:
  case Effect::Assign:
    if (side.observed == Observed::Changed)
      return {"inserted", ""};
    if (side.observed == Observed::Unknown)
      return {"", "may insert"};
    if (side.effect == Effect::Assign)
      return {"assigned", ""};
    return {"", "was present"};
  case Effect::Erase:
    if (side.observed == Observed::Changed)
      return {"removed", ""};
    if (side.observed == Observed::Unknown)
      return {"", "may remove"};
    return {"", "was absent"};
  default:
    return {"", ""};
  }
}

/// 11 → 12 elements, rehash 11 → 23
bool describeSizes(TextWriter &out, const Side &side, const char *separator) {
  bool sizeMoved = side.sizeBefore != kUnknownCount &&
                   side.sizeAfter != kUnknownCount &&
                   side.sizeBefore != side.sizeAfter;
  bool bucketsMoved = side.bucketsBefore != kUnknownCount &&
                      side.bucketsAfter != kUnknownCount &&
                      side.bucketsBefore != side.bucketsAfter;
  if (sizeMoved)
    out.put(separator)
        .number(side.sizeBefore)
        .put(" → ")
        .number(side.sizeAfter)
        .put(" elements");
  if (bucketsMoved)
    out.put(sizeMoved ? ", " : separator)
        .put("rehash ")
        .number(side.bucketsBefore)
        .put(" → ")
        .number(side.bucketsAfter);
  return sizeMoved || bucketsMoved;
}

const char *withoutPrefix(const char *path, const char *prefix) {
  size_t length = prefix ? __builtin_strlen(prefix) : 0;
  if (length == 0 || __builtin_strncmp(path, prefix, length) != 0)
    return path;
  path += length;
  if (prefix[length - 1] != '/' && *path != '/')
    return path - length; // "/home/a" is not the front of "/home/ab/c.cpp"
  while (*path == '/')
    ++path;
  return path;
}

void nameThread(TextWriter &out, const Thread &thread) {
  if (thread.isMain)
    out.put("main thread");
  else
    out.put("T").number(thread.number);
}

void describeLock(TextWriter &out, const Report &report, const Lock &lock,
                  const Thread &holder, const char *stripPathPrefix) {
  out.put("M").number(lock.number);
  if (lock.name)
    out.put(" '").put(report.text(lock.name)).put("'");
  else
    out.put(" at 0x").hex(lock.address);
  out.put(lock.isShared ? " taken for reading by " : " taken by ");
  nameThread(out, holder);
  if (lock.taken.file) {
    out.put(" at ");
    describePlace(out, report.text(lock.taken.file), lock.taken.line, 0,
                  stripPathPrefix);
  } else if (lock.taken.function) {
    out.put(" in ").put(report.text(lock.taken.function));
  }
}

/// What the two sides' locks have to do with each other:
///
///   the same lock, neither for reading  a common lock
///   the same lock, both for reading     no protection for whoever writes
///   the same lock, one for reading      said as it is, and if it is who writes
///   none                                no common lock
void compareLocks(TextWriter &out, const Report &report) {
  const Side &left = report.sides[0], &right = report.sides[1];
  const Lock *best[2] = {};
  for (unsigned i = 0; i < left.lockCount; ++i)
    for (unsigned j = 0; j < right.lockCount; ++j) {
      const Lock &one = report.locks[left.locks[i]];
      const Lock &other = report.locks[right.locks[j]];
      const bool isBetter =
          !best[0] ||
          one.isShared + other.isShared < best[0]->isShared + best[1]->isShared;
      if (one.address == other.address && isBetter) {
        best[0] = &one;
        best[1] = &other;
      }
    }
  if (!best[0]) {
    out.put(" → no common lock");
  } else if (!best[0]->isShared && !best[1]->isShared) {
    out.put(" → a common lock");
  } else {
    out.put(" → both hold M").number(best[0]->number).put(", but ");
    const bool areBothShared = best[0]->isShared && best[1]->isShared;
    const Side &reader = best[0]->isShared ? left : right;
    if (!areBothShared) {
      nameThread(out, report.threads[reader.thread]);
      out.put(" ");
    }
    out.put("only for reading");
    if (!areBothShared && mayWrite(reader.effect))
      out.put(", while writing");
  }
}

} // namespace

void describeRole(TextWriter &out, const Side &side) {
  const char *role = "Read";
  if (side.effect == Effect::Iterate)
    role = "Iteration";
  else if (side.effect == Effect::Destroy)
    role = "Destruction";
  else if (side.effect == Effect::Construct)
    role = "Construction";
  else if (mayWrite(side.effect))
    role = "Write";
  if (side.isPrevious)
    out.put("Previous ").put(static_cast<char>(role[0] | 0x20)).put(role + 1);
  else
    out.put(role);
}

void describeOperation(TextWriter &out, const Report &report,
                       const Side &side) {
  Verb verb = verbOf(side);
  if (isOfElement(side.effect)) { // push_back on element of key "a"
    if (side.method)
      out.put(report.text(side.method)).put(" on ");
    out.put(side.key || side.isKeyLost ? "element of" : "an element");
  } else {
    out.put(side.method ? report.text(side.method) : effectName(side.effect));
  }
  if (side.key || side.isKeyLost) {
    if (*verb.before)
      out.put(" ").put(verb.before);
    out.put(" key ").put(side.key ? report.text(side.key) : "(not captured)");
  } else {
    verb = {"", ""}; // words about a key
  }
  bool open = describeSizes(out, side, " (");
  if (*verb.after)
    out.put(open ? ", " : " (").put(verb.after);
  if (open || *verb.after)
    out.put(")");
}

void describePlace(TextWriter &out, const char *file, uint32_t line,
                   uint32_t column, const char *stripPathPrefix) {
  out.put(withoutPrefix(file, stripPathPrefix));
  if (line == 0)
    return;
  out.put(":").number(line);
  if (column != 0)
    out.put(":").number(column);
}

void describeMap(TextWriter &out, const Report &report,
                 const char *stripPathPrefix) {
  const Map &map = report.map;
  if (map.name)
    out.put("'").put(report.text(map.name)).put("'");
  if (map.name && map.file) {
    out.put(" (");
    describePlace(out, report.text(map.file), map.line, 0, stripPathPrefix);
    out.put(")");
  }
  if (map.type)
    out.put(map.name ? ", " : "").put(report.text(map.type));
  out.put(map.name || map.type ? " at 0x" : "at 0x").hex(map.address);
  if (map.size != kUnknownCount)
    out.put(", ").number(map.size).put(map.size == 1 ? " element"
                                                     : " elements");
}

void describeThread(TextWriter &out, const Report &report,
                    const Thread &thread) {
  if (thread.isMain) {
    out.put("main thread");
    return;
  }
  out.put("thread T").number(thread.number);
  if (thread.name)
    out.put(" '").put(report.text(thread.name)).put("'");
}

void describeLocksHeld(TextWriter &out, const Report &report,
                       const Side &side) {
  if (!side.areLocksKnown)
    return;
  if (side.lockCount == 0) {
    out.put("holding no lock");
    return;
  }
  out.put("holding ");
  for (unsigned i = 0; i < side.lockCount; ++i)
    out.put(i ? ", M" : "M").number(report.locks[side.locks[i]].number);
}

void describeLocks(TextWriter &out, const Report &report,
                   const char *stripPathPrefix) {
  for (unsigned s = 0; s < report.sideCount; ++s) {
    const Side &side = report.sides[s];
    const Thread &thread = report.threads[side.thread];
    if (s)
      out.put("; ");
    if (!side.areLocksKnown || side.lockCount == 0) {
      nameThread(out, thread);
      out.put(side.areLocksKnown ? " holds none" : ": not known");
    }
    for (unsigned i = 0; i < side.lockCount; ++i) {
      out.put(i ? ", " : "");
      describeLock(out, report, report.locks[side.locks[i]], thread,
                   stripPathPrefix);
    }
  }
  if (report.sideCount == 2 && report.sides[0].areLocksKnown &&
      report.sides[1].areLocksKnown)
    compareLocks(out, report);
}

} // namespace mapsan
