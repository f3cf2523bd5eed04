// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the slow paths of writes, reads and iterations share.
#ifndef MAPSAN_RUNTIME_ENTRY_SLOW_PATH_H
#define MAPSAN_RUNTIME_ENTRY_SLOW_PATH_H

#include "runtime/abi/calls.h"
#include "runtime/entry/tally.h"
#include "runtime/state/runtime.h"
#include "runtime/state/threads.h"

namespace mapsan {

/// The calling thread, for the time of a slow path. False: it is not to be
/// tracked now (not set up, ignoring, ending), or a signal handler interrupted
/// a slow path of this very thread.
class InSlowPath {
public:
  InSlowPath() {
    ThreadRecord *record = currentThread();
    if (!record || record->ignores || record->inside)
      return;
    record_ = record;
    ++record->inside;
  }
  ~InSlowPath() {
    if (record_)
      --record_->inside;
  }
  InSlowPath(const InSlowPath &) = delete;
  InSlowPath &operator=(const InSlowPath &) = delete;

  explicit operator bool() const { return record_; }
  ThreadRecord &thread() const { return *record_; }

private:
  ThreadRecord *record_ = nullptr;
};

/// The word of a map.
struct WordSlot {
  uint32_t index;
  Word *word;
  explicit WordSlot(const void *map)
      : index(wordIndex(reinterpret_cast<uint64_t>(map), tableBits())),
        word(&__mapsan_words[index]) {}
  Word load() const { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
  /// On failure `expected` is the word found.
  bool exchange(Word &expected, Word desired) const {
    return __atomic_compare_exchange_n(word, &expected, desired, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
  }
};

/// The flag for a slot that two threads use (state/runtime.h, mapTally).
inline Word armed() { return mapTally() ? 0 : kArmed; }

/// The word says that another thread is writing. What is true of it?
enum class Writing : uint8_t {
  InThisMap,  // proven; the entry is filled in
  InOtherMap, // an open operation on another map of the slot, or not proven
  Stale,      // nobody: repaired by exchange, load again
};
Writing whoIsWriting(const WordSlot &slot, Word word, const void *map,
                     const ThreadRecord *&partner, MapsanEntry &entry);

} // namespace mapsan

#endif
