// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step, or a dereference, of an iterator whose map this thread has changed since
// the last step.
// What the changes were is in the thread's ring; what each does to iterators
// says its site (LostIterators), as the model has it:
//
//   of what was noted beside the iterator       what is claimed
//   ------------------------------------------  --------------------------------
//   kErasedWord: its element was erased         lost
//   the changes since are not all known: more   nothing
//   than the ring has, or other threads'
//   one may have moved elements elsewhere       nothing, and the iterator is
//                                               followed no longer
//   one loses all iterators                     lost
//   one loses them if it rehashes, and the      lost
//   number of buckets is another now
//   else                                        nothing
//
// Flag mode knows that it has all changes by the map's word: from the one that
// was noted to the one of now each must be one that an entry has left. In report
// mode entries are made of changes only, and their numbers follow one another.
//
// To go on with what is "lost" is undefined by the standard, or by the library's
// documentation, whatever it does in practice.
#include "runtime/entry/invalidation.h"

#include "runtime/base/address.h"
#include "runtime/core/evidence.h"
#include "runtime/entry/own_side.h"
#include "runtime/entry/partner.h"
#include "runtime/entry/publish.h"
#include "runtime/entry/repeats.h"
#include "runtime/entry/slow_path.h"

namespace mapsan {

namespace {

/// Changes of one map since an iterator of it was looked at.
struct Changes {
  MapsanEntry culprit = {}; // the last one that loses iterators; site: null
  unsigned culprits = 0;
  uint64_t bucketsThen, bucketsNow;

  bool hasRehashed() const {
    return bucketsThen != kUnknownSize && bucketsNow != kUnknownSize &&
           bucketsThen != bucketsNow;
  }

  /// False: of what this one does to iterators nothing is known.
  bool add(const MapsanEntry &entry) {
    const LostIterators loss = lossOf(*entry.site);
    if (loss == LostIterators::All ||
        (loss == LostIterators::OnRehash && hasRehashed())) {
      if (!culprits++)
        culprit = entry;
    }
    return loss != LostIterators::Unknown;
  }
};

/// Null: none are noted.
uint64_t *notedBuckets(const MapsanOperation &op) {
  const uint64_t at = op.scratch[2];
  return at == kCertain || at == kUnasked ? nullptr
                                          : reinterpret_cast<uint64_t *>(at);
}

bool onlyInserts(const MapsanSite &site) {
  return site.effect == Effect::Upsert || site.effect == Effect::Assign;
}

/// The calling thread's entry of this number, if it is over and still there.
const MapsanEntry *entryOf(uint64_t number) {
  const MapsanEntry &entry = __mapsan_thread.ring[number & (kRingEntries - 1)];
  return entry.site && operationOf(entry.sequence) == number &&
                 !isOpen(entry.sequence)
             ? &entry
             : nullptr;
}

// From the word of now back to the one noted.
bool findInWords(const MapsanOperation &op, Word last, Changes &changes) {
  const auto isReached = [&](Word word) {
    return ((word ^ op.stored) & kVersionMask) == 0;
  };
  const uint32_t slot = wordIndex(addressOf(op.map), tableBits());
  uint64_t number = __mapsan_thread.operations;
  for (unsigned i = 0; i < kRingEntries && !isReached(last); ++i) {
    const MapsanEntry *entry = number ? entryOf(--number) : nullptr;
    if (!entry)
      return false;
    if (wordIndex(addressOf(entry->map), tableBits()) != slot)
      continue;
    const Match match = matchWord(entry->word, last);
    if (match != Match::Changed && match != Match::Unchanged)
      return false;
    if (match == Match::Changed && entry->map == op.map && !changes.add(*entry))
      return false;
    last = entry->word & ~kWriting;
  }
  return isReached(last);
}

bool findInNumbers(const MapsanOperation &op, Changes &changes) {
  const uint64_t now = __mapsan_thread.operations;
  const uint32_t count =
      static_cast<uint32_t>(now) - static_cast<uint32_t>(op.scratch[1]);
  if (count > kRingEntries || count > now)
    return false;
  for (uint64_t number = now; number-- > now - count;) {
    const MapsanEntry *entry = entryOf(number);
    if (!entry || (entry->map == op.map && !changes.add(*entry)))
      return false;
  }
  return true;
}

// The erasure's own entry, or what is known without.
void findErasure(const ThreadRecord &self, const MapsanOperation &op,
                 Changes &changes) {
  changes.culprits = 1;
  const auto *site = reinterpret_cast<const MapsanSite *>(op.scratch[1]);
  for (const MapsanEntry &entry : self.ring)
    if (entry.map == op.map && entry.site == site && !isOpen(entry.sequence) &&
        entry.sequence >= changes.culprit.sequence)
      changes.culprit = entry;
  changes.culprit.site = site;
  changes.culprit.map = op.map;
}

void publish(ThreadRecord &self, MapsanOperation &op, const Changes &changes) {
  constexpr Title kTitle = Title::ModifiedDuringIteration;
  MapsanEntry culprit = changes.culprit;
  if (culprit.frame < op.frame) // our own calls have overwritten it
    culprit.returnAddress = unwalkable();
  if (wasTold(pairKey(*op.site, *culprit.site, kTitle)))
    return;
  Conflict *conflict = claimConflict(op.map, Evidence::SameThread, op.size);
  if (!conflict)
    return;
  conflict->title = kTitle;
  conflict->isTitleFixed = true;
  conflict->isFinderDone = true;
  if (changes.culprits > 1)
    conflict->evidenceDetail = "one thread did both; this is the last of the "
                               "changes since the step before";
  ConflictSide &change = conflict->sides[1];
  describePartner(change, self, culprit);
  change.outcome = Outcome::Changed;
  if (changes.culprits == 1 && changes.hasRehashed()) {
    change.bucketsBefore = changes.bucketsThen;
    change.bucketsAfter = changes.bucketsNow;
  }
  describeSelf(conflict->sides[0], self, op);
  conflict->sides[0].outcome = Outcome::Unchanged;
  publishReport(*conflict);
  freeConflict(*conflict);
}

} // namespace

Validity checkInvalidated(ThreadRecord &self, MapsanOperation &op, Word last) {
  const uint64_t *noted = notedBuckets(op);
  if (op.scratch[2] == kUnasked || (noted && *noted == kUncertain))
    return Validity::Unknown;
  Changes changes;
  changes.bucketsThen = noted ? *noted : kUnknownSize;
  changes.bucketsNow = op.buckets;
  if (op.stored == kErasedWord) {
    findErasure(self, op, changes);
  } else {
    const bool areKnown = isReportMode() ? findInNumbers(op, changes)
                                         : threadOf(last) == self.id &&
                                               !(last & kWriting) &&
                                               findInWords(op, last, changes);
    if (!areKnown)
      return Validity::Unknown;
  }
  if (!changes.culprits)
    return Validity::Kept;
  if (options().iteration[0] == 'a')
    publish(self, op, changes);
  return Validity::Lost;
}

void noteBuckets(const MapsanOperation &op) {
  uint64_t *noted = notedBuckets(op);
  if (noted && *noted != kUncertain)
    *noted = op.buckets;
}

bool areChangesOwn(const MapsanOperation &op, Word last) {
  Changes changes;
  changes.bucketsThen = changes.bucketsNow = kUnknownSize;
  return findInWords(op, last, changes);
}

void noteOwnChange(const MapsanOperation &op, uint64_t context) {
  const bool isChange = op.changed == Changed::Yes ||
                        alwaysWrites(op.site->effect) ||
                        (op.changed == Changed::Unknown &&
                         lossOf(*op.site) == LostIterators::Unknown) ||
                        (op.site->flags & kSiteArgument);
  if (!isChange)
    return;
  const uint64_t number = __mapsan_thread.operations++;
  if (!__mapsan_thread.ring)
    return;
  MapsanEntry &entry = __mapsan_thread.ring[number & (kRingEntries - 1)];
  MapsanEntry fields = {};
  fields.map = op.map;
  fields.site = op.site;
  fields.pc = op.pc;
  fields.frame = op.frame;
  fields.returnAddress = static_cast<const void *const *>(op.frame)[1];
  fields.stack = context;
  writeEntry(entry, 2 * number, fields);
}

bool mayHaveMovedAway(const void *map, uint32_t operations) {
  const uint64_t now = __mapsan_thread.operations;
  const uint32_t count = static_cast<uint32_t>(now) - operations;
  if (count > kRingEntries / 2 || count > now)
    return true;
  for (uint64_t number = now; number-- > now - count;) {
    const MapsanEntry &entry =
        __mapsan_thread.ring[number & (kRingEntries - 1)];
    if (entry.map == map && entry.site &&
        lossOf(*entry.site) == LostIterators::Unknown &&
        !onlyInserts(*entry.site))
      return true;
  }
  return false;
}

// Each operation must be there: one that is not may have been anything.
bool hasOnlyInserted(const void *map, uint32_t operations) {
  const uint64_t now = __mapsan_thread.operations;
  const uint32_t count = static_cast<uint32_t>(now) - operations;
  if (count > kRingEntries / 2 || count > now)
    return false;
  uint32_t found = 0;
  for (unsigned i = 0; i < kRingEntries; ++i) {
    const MapsanEntry &entry = __mapsan_thread.ring[i];
    const uint64_t number = operationOf(entry.sequence);
    if (!entry.site || number < now - count || number >= now)
      continue;
    if (entry.map == map && !onlyInserts(*entry.site))
      return false;
    ++found;
  }
  return found == count;
}

} // namespace mapsan
