// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The open reads of another thread, seen from outside: a chain of records in
// that thread's own frames (runtime/abi/thread.h), copied link by link while the
// thread goes on.
//
//   ReadChain chain(thread);
//   while (chain.next())
//     if (chain.record().map == map)
//       return chain.isStill();
//
// Async-signal-safe.
#ifndef MAPSAN_RUNTIME_ENTRY_READ_CHAIN_H
#define MAPSAN_RUNTIME_ENTRY_READ_CHAIN_H

#include "runtime/entry/conflict.h"

namespace mapsan {

class ReadChain {
public:
  explicit ReadChain(const ThreadRecord &thread);

  /// The next record, from the innermost outwards. False: there is no more, or
  /// none that can be trusted.
  bool next();
  const MapsanRead &record() const { return record_; }
  const MapsanRead *place() const { return place_; }

  /// The chain begins where it began, and its thread lives and is on no way out
  /// (an exception, its end). Then releases() is its thread's count.
  bool isStill();
  uint64_t releases() const { return block_.releases; }

  const ThreadRecord &thread() const { return thread_; }
  uint32_t id() const { return id_; }

private:
  bool copyBlock();

  const ThreadRecord &thread_;
  uint32_t id_;
  MapsanThread block_;
  MapsanRead record_;
  const MapsanRead *head_, *place_ = nullptr;
  unsigned seen_ = 0;
};

/// The innermost of the thread's reads for which `isWanted` holds and which
/// is proven to be open.
bool findOpenRead(const ThreadRecord &thread,
                  bool (*isWanted)(const void *context, const MapsanRead &read),
                  const void *context, SeenRead &found);

/// It is the same operation still.
bool isStillOpen(const SeenRead &read);

/// The thread is in a read of this map, for what its chain alone is worth: the
/// record is filled in.
bool isReading(const ThreadRecord &thread, const void *map, MapsanRead &read);

/// The side of a thread that isReading().
void describeReader(ConflictSide &side, const ThreadRecord &thread,
                    const MapsanRead &read);

} // namespace mapsan

#endif
