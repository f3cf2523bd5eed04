// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Iterators that are not in a local variable of the function that got them: in
// structs and containers, in views, captured, returned, passed to algorithms.
// Each thread has a small table of the values that operations on maps handed out,
// by value; a step looks its iterator's value up there and enters the next one:
//
//   value ^ map, map     whose element that was; map 0: nobody's. The exclusive or
//                        keeps a mixture, which a signal handler may leave that
//                        interrupts the filling of an entry, from being found
//   word                 flag mode: the map's word then. Report mode: the
//                        complement of its stamp (recent.h), and bit 0 says that
//                        this thread has told the detector of a step since
//   counts               the thread's counts, as beside an iterator in a local
//                        variable: of operations then, and of releases when the
//                        map was read for certain (in report mode then, too)
//
// The value is the iterator's first eight bytes. In maps with nodes (kTypeNodes) they
// are the address of a node, or of the end, which is in the map itself, or null,
// which is entered for no map. A node belongs to one map, and goes on doing so
// until that map is changed by something else than an insertion. In others they lead
// into an array, whose end may be the begin of another map's, or say even less (the
// node of a B-tree, for all that is in it).
//
// Behind them are the places of what end() returned, which has read nothing: its
// releases are noted as one less, so that no change counts as unordered. Elements
// never take these places, nor the ends theirs: whoever asks for begin() mostly
// asks for end(), too.
//
// Values repeat: nodes are freed, their memory is another map's node, which comes
// to this thread from where nobody enters it. So an entry is taken at its word
// only when it must be right, or when what is claimed is right whatever it says
// (runtime/entry/held_step.cpp):
//
//   another thread has changed    nothing is claimed of the iterator. But the read
//   it or is changing it, and     that was noted and that change are a race: the
//   this thread has released      change came later, or it would be in the noted
//   nothing since                 word, and what orders it behind the read begins
//                                 with a release of this thread
//   nobody has, or all changes    the node is where it was
//   are insertions of this
//   thread
//   else                          the entry is dropped
//
// So of maps without nodes the same is claimed in flag mode, and in report mode no
// step is told. "The node is where it was" is certain of code with the plugin only: what has none
// may erase the node, insert it elsewhere and hand that iterator on, all in good
// order. So flag mode claims no step to be a read of the map (a write that goes on
// during it is no overlap): what it claims is of the operation that found the
// iterator. Report mode tells the detector of the step as a read, of an entry that
// has outlived what shows such code: a block that this thread gives back to the
// allocator takes the entry of the node with it (open_operations.cpp), and a map
// that has another size than it was left with has no past (docs/limits.md has what
// is left).
//
// A map that is destroyed changes, and so does one that is made: what takes its
// place is another one by its version. What nobody sees (arenas that are given back
// without a destructor and come to another thread by malloc alone) may be missed here
// as everywhere.
#ifndef MAPSAN_RUNTIME_ABI_HELD_ITERATORS_H
#define MAPSAN_RUNTIME_ABI_HELD_ITERATORS_H

#include <stdint.h>

namespace mapsan {

struct MapsanHeldIterator {
  uint64_t tag; // value ^ map
  uint64_t map;
  uint64_t word;
  uint64_t counts;
};

constexpr unsigned kHeldIterators = 64;
constexpr unsigned kHeldEnds = 16;

/// Of an element, in the table. Nodes that were allocated one after the other get
/// places of their own.
constexpr unsigned heldPlaceOf(uint64_t value) {
  return static_cast<unsigned>(value >> 4 ^ value >> 10) & (kHeldIterators - 1);
}

/// In MapsanHeldIterator::word, in report mode.
constexpr uint64_t kStepTold = 1;

static_assert(sizeof(MapsanHeldIterator) == 32, "compiled code shifts by 5");

} // namespace mapsan

#endif
