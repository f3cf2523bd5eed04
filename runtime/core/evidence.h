// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When is it proven that two threads were inside one map at once?
//
// Thread B runs an operation on map Y, whose word is in slot s. B loads s when
// its operation begins (first) and when it ends (last). "Correctly locked"
// means: every operation on Y of another thread either ends before B's begins,
// or begins after B's ends, and the program's synchronisation makes that order
// a happens-before order. Then everything the earlier operation stored is
// visible to the later one. A proof is something that could not be seen if Y
// were correctly locked. Other maps of the slot are locked by other locks, or
// belong to one thread: about them nothing is assumed.
//
// 1. Live. B, inside its operation, copies from A's ring an entry on Y that is
//    open. If A's operation were ordered before B's, B would see it closed. If
//    it were ordered after B's, B could not see it at all. So neither: overlap.
//    Nothing but the entry is needed; the word only told where to look.
//
// 2. Newest entry. B saw `last` != `first`, and last names A. A's newest entry
//    of slot s is operation n, on Y, closed meanwhile. Suppose n were ordered
//    before B's operation. Then n's stores to the word are older than `first`,
//    and `last`, which A stored and which is younger than `first`, comes from a
//    later operation n' of A on slot s. An entry is written before its word is
//    stored, so B, who has seen the word, sees n' in the ring, unless it was
//    overwritten; entries are overwritten in the order of their numbers, so n
//    would be gone before n'. Then n is not the newest: contradiction. If n
//    were ordered after B's operation, B could not see it. So: overlap.
//
// 3. A read seen from outside. B, at the end of a writing operation on Y, copies
//    from A's chain of open reads a record on Y. A takes a record out of the
//    chain before its operation is over, so, as in 1, that operation is neither
//    ordered before B's nor after it. But the link may be stale: the operation
//    was left on a way that nobody noticed. Therefore the record counts only
//    while A's count of releases is the one that the record notes. Order leads
//    from A to another thread through a release of A's alone. If what the record
//    speaks of, however it was left, were ordered before B's operation, A would
//    have released something since, counted it before, and B would see the count
//    moved. A release that nobody counts (a library's own) is no matter as long
//    as the link is good: both would have to go wrong.
//
//    With 3 for the "after" and 2 for the "before", anybody may speak for a
//    reader that does not come to its own end: its record has `first`.
//
// Where each step needs care:
//
//   situation                      what keeps it right
//   -----------------------------  --------------------------------------------
//   ring read while A goes on      newest is looked at again at the end; still
//                                  there: nothing younger was lost (ring.cpp)
//   an entry stayed open while     it is overwritten by nobody. Closed late, its
//   others wrapped round it        end store is younger than those of all it
//                                  held inside, so it may count as newest
//   two maps X, Y share s; A wrote the newest entry is on X: nothing is proven,
//   X under X's lock               whatever older entries match (1 of 31 814)
//   A in Y nested inside A in X    nested operations on one slot store no word
//   (same slot)                    and have no entry: nothing to find
//   B is nested in its own         no check at all: B's outer operation has one
//   operation on s
//   B could not store the word     it is a guest: entry.word is 0, which matches
//   because A in X holds it        nothing, until the guest stores at its end
//   a slow path set ARMED, or      the thread in the word stays, so `last`
//   cleared ATTENTION              differs in flags only; compared without them
//   WRITING of an operation that   the one store under A's id that is not A's:
//   was left for good is repaired  it turns WRITING off and nothing else, so
//   by C                           movedBetween() does not count that
//   a reader claimed a word        only words with thread 0, which no operation
//   nobody wrote                   ever stored: A has no entry, so no proof
//   Y's memory was another map     freeing and allocating again is an order like
//   before (recycled address)      a lock: 1 and 2 hold for the address
//   Y is being constructed         a constructor's entry is closed and written
//                                  after it ran; a proof against it says that
//                                  somebody used the memory meanwhile
//   a word repeats (version and    the match is a further condition, never the
//   thread equal, ABA)             proof
//   an operation was left by       the thread's `suspect` mark: entries as old
//   longjmp, a context switch, a   or older prove nothing while open; the return
//   throw through -fno-exceptions  address in the entry's frame must be there
//   a read whose begin noted no    proves nothing to others: the word was simply
//   count of releases              its thread's own, or it is a step of an
//                                  iteration, or its begin was ignored
//   a record of the chain is       the head is the same before and after; where
//   rewritten while it is copied   stores overtake each other (AArch64) it is
//                                  copied again behind a barrier for all threads
//   thread A is gone               its ring stays; recycled late, with another
//                                  id: then nothing is proven
//   A is a signal handler on B's   one thread: never a partner
//   thread
//
// Tolerated the other way: a fast path's plain store may wipe another thread's
// WRITING, ARMED or ATTENTION. That loses a finding and cannot make one.
#ifndef MAPSAN_RUNTIME_CORE_EVIDENCE_H
#define MAPSAN_RUNTIME_CORE_EVIDENCE_H

#include "runtime/core/ring.h"
#include "runtime/core/verdict.h"

namespace mapsan {

enum class Match : uint8_t { None, Inside, Unchanged, Changed };

/// How a word that was seen relates to the word an entry says it stored.
constexpr Match matchWord(Word stored, Word seen) {
  if (stored == 0)
    return Match::None;
  const Word quiet = ~(kArmed | kAttention);
  const Word inside = stored & quiet, word = seen & quiet;
  if (inside == word)
    return (inside & kWriting) ? Match::Inside : Match::Changed;
  if ((inside & ~kWriting) == word)
    return Match::Unchanged;
  if ((inside & ~kWriting) + kVersionStep == word)
    return Match::Changed;
  return Match::None;
}

/// True if somebody's operation stored the word between two loads of it.
constexpr bool movedBetween(Word first, Word last) {
  const Word quiet = ~(kArmed | kAttention);
  return ((first ^ last) & quiet) != 0 &&
         (first & quiet) != ((last & quiet) | kWriting);
}

/// For proof 3: true if a read with this effect and `seen`, by this thread, noted
/// the count of releases (core/fast_path.h).
constexpr bool hasReleases(Word seen, Effect effect, uint32_t thread) {
  return seen != kNoWord && effect != Effect::Iterate &&
         ((seen ^ threadWord(thread)) & ~kVersionMask) != 0;
}

/// Proof 2. movedBetween(first, last) must hold and `last` name the owner of
/// `ring`, which is not the calling thread. Fills `entry` and what is known of
/// its outcome.
bool provesOverlap(const MapsanEntry *ring, const void *map, Word last,
                   const Word *slotWord, uint32_t slot, unsigned tableBits,
                   MapsanEntry &entry, Outcome &outcome);

} // namespace mapsan

#endif
