// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Report mode: is this operation on this map ordered with what other threads
// did to it? The detector owns the shadows of all maps and the happens-before
// order, and answers with conflicts as plain data; what becomes of them
// (report, note, suppression) is the caller's.
//
// Life of an operation:
//
//   self.enter(map)
//   if (!detector.isRepeated(self, map, effect))       // a few ns, no lock
//     access.stack = ..., access.locks = ...            // the caller's cost
//     detector.begin(self, map, access, open, findings)
//   ...the operation...
//   if (open.isOpen)                                    // begin left work
//     detector.end(self, map, atEnd, changed, open, findings)
//   self.leave(map)
//
//   effect                      begin                      end
//   -------------------------   ------------------------   --------------------
//   none                        -                          -
//   read, read-all, iterate     checked, recorded as read  -
//   safe                        checked against exclusive  -
//   upsert, assign, erase       checked, recorded as read  changed: checked and
//                                                          recorded as write
//                                                          else: as potential
//   write, exclusive, destroy   checked, recorded as write recorded again, with
//                                                          its sizes; destroy:
//                                                          the shadow is retired
//   construct                   constructed() instead, after the constructor
//
// Compiled code does not even ask when its own thread's memory says that the
// detector would learn nothing (runtime/abi/recent.h): for reads that isRepeated,
// and for upserts, assigns and erases that this thread already made in this epoch
// without changing anything. When such an operation, which began by the shortcut,
// has changed the map after all, endShortcut() comes instead of end(). Nothing is
// lost: the record that its begin would have made is in the shadow, so others
// have met it and will; and while it runs, hasShortcutOpen() is what the open
// writer would be.
//
// A write at begin and not only at end: then the other side, or the crash
// handler, finds it. isRepeated is for effects that change nothing; for the
// others it answers false.
//
// Which epoch counts. Begin's record has begin's epoch, end's has end's: a lock
// taken and given back inside an operation that "locks internally" must lie
// outside of both, so the caller begins such an operation when it has taken the
// lock and ends it before it gives it back.
//
// Stack 0 in an access: a record of the same thread, epoch and kind that has a
// stack is left as it is. hasRecord() tells whether there is one. end gets the
// same numbers as begin got.
//
// History is dropped, and counted, when the map has another size or bucket
// count than the last operation left and no writing operation is open: somebody
// changed it whom nobody saw, so nothing is known about who synchronises how.
// Classes with safe operations have no such check.
//
// Elements. What a program does to an element through a reference or an iterator
// is an access of its own, told where it happens, under elementKey(): it may have
// another lock, or none, than the operation that found the element. Such accesses
// conflict with each other only; that the element is there at all is the
// structure's matter. What is remembered of an element belongs to its map: memory
// that has become another map's element, or an element of a map built anew at the
// same address, starts afresh. An element that was erased and whose memory another
// one of the same map has now needs no care: whoever used the old one without
// being ordered before the new one was not ordered before the erasure, either.
// Memory that an operation on the map gives back (freed) was an element until then:
// that conflicts with all that was done to it, and will be, as a write would.
//
// Threads: as happens_before.h. Findings are copies: print them at leisure.
#ifndef MAPSAN_RUNTIME_CORE_DETECTOR_H
#define MAPSAN_RUNTIME_CORE_DETECTOR_H

#include "runtime/core/access.h"
#include "runtime/core/freed_blocks.h"
#include "runtime/core/happens_before.h"
#include "runtime/core/shadow_table.h"

namespace mapsan {

/// Kept by the caller from begin to end (it fits MapsanOperation::scratch).
/// Zero it before begin.
struct OpenOperation {
  bool isOpen;   // end (or abandon) must follow
  uint32_t life; // of the shadow, when it began
  MapShadow *shadow;
  Epoch reported; // begin has reported the conflict with this write
  uint64_t sizeBefore, bucketsBefore;
};

static_assert(sizeof(OpenOperation) <= sizeof(MapsanOperation::scratch), "");

inline uintptr_t addressOfElement(const void *key) {
  return reinterpret_cast<uintptr_t>(key) & ((uintptr_t{1} << 62) - 1);
}

struct DetectorCounts {
  uint64_t maps;              // shadows made
  uint64_t droppedHistories;  // a size nobody had left
  uint64_t evictedMaps;       // memory_limit_mb
  uint64_t evictedObjects;    // likewise; their order stays
  uint64_t forgotten;         // times that all history was forgotten
  uint64_t skippedOperations; // no memory, or a lock was not to be had
};

inline const void *elementKey(const void *address, uint64_t size) {
  return reinterpret_cast<const void *>(
      elementKey(reinterpret_cast<uint64_t>(address), size));
}

class Detector {
public:
  /// Once. memoryLimit in bytes. `words`: 2^kTableBits, that compiled code looks
  /// at; null: the detector's own. False: no memory.
  bool start(const Environment &environment, uint64_t memoryLimit,
             Word *words = nullptr);

  /// In the child of fork, by its only thread: starts afresh. Everything before
  /// the fork is ordered before everything after it, and locks that other
  /// threads held are nobody's. Answers the thread's new clock.
  ThreadClock *restart();

  HappensBefore &order() { return order_; }

  /// True if this thread has already told of a read at least as strong as this
  /// effect, in its present epoch, and nothing has happened to the map since.
  bool isRepeated(const ThreadClock &self, const void *map,
                  Effect effect) const {
    return effect == Effect::None ||
           (!mayWrite(effect) &&
            remembers(self, map, kindOf(effect, Outcome::Running)) &&
            !saysMore(self, map, effect));
  }

  /// The map's word, which says whether anything has happened to its shadow.
  Word wordOf(const void *map) const {
    return __atomic_load_n(shadows_.wordOf(map), __ATOMIC_ACQUIRE);
  }

  /// The same as isRepeated, and what compiled code looks at says so again.
  bool repeats(ThreadClock &self, const void *map, Effect effect) const;

  /// True if the access would only repeat a record that has a stack.
  bool hasRecord(const ThreadClock &self, const void *map,
                 Effect effect) const {
    return remembers(self, map,
                     mayWrite(effect) ? kindOf(effect, Outcome::Changed)
                                      : kindOf(effect, Outcome::Running)) &&
           !saysMore(self, map, effect) && self.remembered(map).record.stack;
  }

  void begin(ThreadClock &self, const void *map, const Access &access,
             OpenOperation &open, Findings &findings);

  /// `access` as for begin, with the sizes of now.
  void end(ThreadClock &self, const void *map, const Access &access,
           Changed changed, OpenOperation &open, Findings &findings);

  /// As end, of an operation whose begin took the shortcut.
  void endShortcut(ThreadClock &self, const void *map, const Access &access,
                   Changed changed, Findings &findings);

  /// An upsert or erase that began by the shortcut and has changed the map only
  /// repeats a write of this thread and epoch: then its size is all there is to
  /// tell, and true the answer.
  //
  // Without the shadow's lock. Another thread's operation may begin meanwhile, in
  // no order with this one: it is judged by the record that is there, and what it
  // may take for an unseen change is this thread's, whose shortcut is open.
  // Should the shadow become another map's, that map may seem to have been
  // changed, which forgets.
  bool repeatsWrite(const ThreadClock &self, const void *map, uint64_t size,
                    uint64_t buckets) const {
    if (!remembers(self, map, Kind::Write))
      return false;
    MapShadow &shadow = *self.remembered(map).shadow;
    if (shadow.hasOpenWriters())
      return false;
    shadow.leave(size, buckets);
    return true;
  }

  /// After a constructor: what was remembered of the address is forgotten, and
  /// the construction counts as a write: another thread must be ordered after
  /// it.
  void constructed(ThreadClock &self, const void *map, const Access &access);

  /// The element's own access, with an effect isOfElement(); `element` is an
  /// elementKey(). Nothing follows it.
  void element(ThreadClock &self, const void *map, const void *element,
               const Access &access, Findings &findings);

  /// Inside the operation of `access` on the map, the memory in [begin, end) went
  /// back to the allocator: what was an element there is none any more.
  void freed(ThreadClock &self, const void *map, const void *begin,
             const void *end, const Access &access, Findings &findings);

  /// Has another thread used the map, too? If not, there is no need to tell what
  /// was freed.
  bool isMapShared(const ThreadClock &self, const void *map) const {
    const ThreadClock::Remembered &last = self.remembered(map);
    return last.map != map || last.shadow->life() != last.life ||
           last.shadow->isShared();
  }

  /// What this thread held at its last operation on the map, if that was at this
  /// place of the source; 0: not known.
  uint32_t locksAt(const ThreadClock &self, const void *map,
                   const MapsanSite &place) const;

  /// As isRepeated, for an element; writes too: whoever came since has found
  /// this thread's record.
  bool isElementRepeated(const ThreadClock &self, const void *element,
                         Effect effect) const {
    return self.isElementTold(element, wordOf(element),
                              effect == Effect::ElementWrite);
  }

  /// Not worth remembering are, in a map that this thread alone has used so far:
  /// reads (most maps are such, and most accesses; it costs the race of such a
  /// read with a later write, if nothing is read again), and writes while there
  /// is no other thread, since all to come will be ordered after them.
  /// Compiled code does not ask again.
  bool isElementPrivate(ThreadClock &self, const void *map,
                        Effect effect) const;

  /// Not worth remembering either: what is done to an element in the epoch in which
  /// this thread got the element's memory (fresh_blocks.h).
  static bool isElementFresh(ThreadClock &self, const void *element) {
    return self.isFresh(addressOfElement(element));
  }

  /// The operation was left by longjmp, a throw that passed unseen, a switched
  /// context: it no longer counts as open.
  void abandon(ThreadClock &self, OpenOperation &open);

  /// The memory is given back: its maps and its objects are forgotten.
  void forgetRange(const void *begin, const void *end);

  /// The same of maps alone: whoever else may already be at these addresses
  /// loses reports, and no order.
  void forgetMaps(const void *begin, const void *end);

  /// The same, for blocks of memory that are given out all the time; and of
  /// elements.
  void forgetMapsOf(const void *block, uintptr_t bytes) {
    const uintptr_t begin = reinterpret_cast<uintptr_t>(block);
    if (!shadows_.hasNothing(begin, begin + bytes))
      forgetMaps(block, reinterpret_cast<void *>(begin + bytes));
    if (__atomic_load_n(&hasElements_, __ATOMIC_RELAXED) &&
        !shadows_.hasNoElements(begin, begin + bytes))
      forgetElements(begin, begin + bytes);
  }

  /// A module goes, and its sites with it: what is remembered names the copies.
  void turnSites(const MovedSites &moved);

  DetectorCounts counts() const;

private:
  bool remembers(const ThreadClock &self, const void *map, Kind kind) const {
    const ThreadClock::Remembered &last = self.remembered(map);
    return last.map == map && last.record.epoch == self.now() &&
           (last.covers >> static_cast<unsigned>(kind) & 1) &&
           last.shadow->generation() == last.generation &&
           last.era == order_.era();
  }
  // The first step of a loop after its begin(): no stronger, but people want to
  // read "iteration".
  bool saysMore(const ThreadClock &self, const void *map, Effect effect) const {
    return effect == Effect::Iterate &&
           self.remembered(map).record.effect == Effect::Read;
  }
  void relieve();
  MapShadow *lockShadow(const ThreadClock &self, const void *map);
  MapShadow *findShadow(const void *map);
  MapLife ownerOf(const ThreadClock &self, const void *map);
  void forgetElements(uintptr_t begin, uintptr_t end);
  void recordEnd(ThreadClock &self, const Access &access, Changed changed,
                 MapShadow &shadow, const SizeChange &change, Epoch reported,
                 Findings &findings);
  Word stamp(ThreadClock &self, const void *map, MapShadow &shadow);
  void unlockAndRemember(ThreadClock &self, const void *map, MapShadow *shadow,
                         Kind kind, const AccessRecord &record);

  Environment environment_;
  uint64_t memoryLimit_;
  uint32_t trims_;
  Arena arena_;
  HappensBefore order_;
  ShadowTable shadows_;
  FreedBlocks freed_;
  bool hasElements_;
  DetectorCounts counts_;
};

} // namespace mapsan

#endif
