// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A module with sites goes away, but ring entries and open conflicts still name
// its sites, and reports about them are still to come. So sites, types and
// strings are copied, for good (a process unloads modules some dozen times at
// most), and everything that pointed to them is turned to the copies.
//
//   ring entries    exchanged one by one: an entry that its owner rewrites in
//                   between names another module's site already
//   conflicts       those of other threads that are being built just now may
//                   hold a pointer we do not see: slow paths that are under way
//                   are waited for, with a bound
//   detector        each map's shadow, with its lock, and what threads remember of
//                   their own
//   stacks          their code moves to where nothing else will lie
//   site pairs      forgotten: the addresses may come back with other sites
//
// When the program itself unloads the module, the maps and locks in its data are
// forgotten; whatever will be there is new. At exit nothing goes.
#include "runtime/abi/calls.h"
#include "runtime/entry/conflict.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/repeats.h"
#include "runtime/entry/unseen_libraries.h"
#include "runtime/interceptors/interceptors.h"
#include "runtime/platform/modules.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system.h"
#include "runtime/state/detection.h"
#include "runtime/state/runtime.h"
#include "runtime/state/threads.h"

namespace mapsan {

namespace {

constexpr uint64_t kPatienceMs = 50;

// Copies strings and types behind the sites; the last of each kind is kept in
// mind, since neighbours mostly share them.
class Copier {
public:
  explicit Copier(char *at) : at_(at) {}

  static size_t bytesFor(const MapsanSite *begin, const MapsanSite *end);
  void copy(const MapsanSite *begin, const MapsanSite *end, MapsanSite *to);

private:
  enum Field { Method, File, Function, Object, ObjectFile, Name, Key, Fields_ };

  static void point(int32_t &field, const void *target) {
    field = target ? static_cast<int32_t>(reinterpret_cast<intptr_t>(target) -
                                          reinterpret_cast<intptr_t>(&field))
                   : 0;
  }
  void text(int32_t &to, const int32_t &from, Field kind) {
    const char *string = atOffset<char>(from);
    if (string && string != seen_[kind]) {
      seen_[kind] = string;
      made_[kind] = at_;
      const size_t bytes = __builtin_strlen(string) + 1;
      __builtin_memcpy(at_, string, bytes);
      at_ += bytes;
    }
    point(to, string ? made_[kind] : nullptr);
  }
  const MapsanType *type(const MapsanType *from) {
    if (!from || from == seenType_)
      return from ? madeType_ : nullptr;
    at_ += -reinterpret_cast<uintptr_t>(at_) & 7;
    MapsanType *to = reinterpret_cast<MapsanType *>(at_);
    at_ += sizeof *to;
    *to = *from;
    text(to->name, from->name, Name);
    text(to->keyName, from->keyName, Key);
    seenType_ = from;
    return madeType_ = to;
  }

  char *at_;
  const char *seen_[Fields_] = {};
  const char *made_[Fields_] = {};
  const MapsanType *seenType_ = nullptr, *madeType_ = nullptr;
};

size_t lengthOf(const int32_t &field) {
  const char *string = atOffset<char>(field);
  return string ? __builtin_strlen(string) + 1 : 0;
}

size_t Copier::bytesFor(const MapsanSite *begin, const MapsanSite *end) {
  size_t bytes = 0;
  for (const MapsanSite *site = begin; site != end; ++site) {
    bytes += sizeof *site + lengthOf(site->method) + lengthOf(site->file) +
             lengthOf(site->function) + lengthOf(site->object) +
             lengthOf(site->objectFile);
    if (const MapsanType *type = atOffset<MapsanType>(site->type))
      bytes +=
          sizeof *type + 8 + lengthOf(type->name) + lengthOf(type->keyName);
  }
  return bytes;
}

void Copier::copy(const MapsanSite *begin, const MapsanSite *end,
                  MapsanSite *to) {
  for (const MapsanSite *site = begin; site != end; ++site, ++to) {
    *to = *site;
    text(to->method, site->method, Method);
    text(to->file, site->file, File);
    text(to->function, site->function, Function);
    text(to->object, site->object, Object);
    text(to->objectFile, site->objectFile, ObjectFile);
    point(to->type, type(atOffset<MapsanType>(site->type)));
  }
}

bool turnRing(void *context, ThreadRecord &record) {
  const MovedSites &moved = *static_cast<const MovedSites *>(context);
  for (MapsanEntry &entry : record.ring)
    moved.turn(entry.site);
  return false;
}

// True while another thread is inside a slow path.
bool isInSlowPath(void *self, ThreadRecord &record) {
  return &record != self && __atomic_load_n(&record.inside, __ATOMIC_RELAXED);
}

void waitForSlowPaths() {
  const uint64_t start = monotonicMs();
  uint32_t never = 0;
  while (forEachThread(isInSlowPath, knownThread()) &&
         monotonicMs() - start < kPatienceMs)
    waitOnWord(&never, 0, 1);
}

} // namespace

} // namespace mapsan

using namespace mapsan;

void __mapsan_unregister_v3(const MapsanSite *begin, const MapsanSite *end) {
  forgetInstrumented(begin);
  if (begin == end)
    return;
  const size_t siteBytes = static_cast<size_t>(end - begin) * sizeof *begin;
  void *pages = mapPages(Copier::bytesFor(begin, end));
  if (!pages)
    return;
  MapsanSite *copies = static_cast<MapsanSite *>(pages);
  Copier(static_cast<char *>(pages) + siteBytes).copy(begin, end, copies);
  MovedSites moved = {begin, end, copies, 0, 0};
  Leaving leaving = {};
  const bool isUnloading = isClosingLibrary();
  const bool isListed =
      isUnloading && listLeaving(reinterpret_cast<uintptr_t>(begin), leaving);
  if (const Module *image =
          findModuleOfData(reinterpret_cast<uintptr_t>(begin))) {
    moved.imageBegin = image->imageBegin;
    moved.imageEnd = image->imageEnd;
  }
  for (unsigned round = 0; round < 2; ++round) {
    forEachRecord(turnRing, &moved);
    turnConflicts(moved);
    if (isReportMode())
      detector().turnSites(moved);
    if (isListed)
      stackDepot().move(leaving.module.begin, leaving.module.end,
                        leaving.distance);
    if (round == 0)
      waitForSlowPaths();
  }
  if (isReportMode() && isUnloading)
    detector().forgetRange(reinterpret_cast<void *>(moved.imageBegin),
                           reinterpret_cast<void *>(moved.imageEnd));
  sitePairs().clear();
  forgetReportedPairs();
}
