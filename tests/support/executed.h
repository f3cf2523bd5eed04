// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The other side of counting_runtime.h: map classes written by hand say
// themselves what is executed, on which storage.
//
//   void insert(int) { Did did(this, "insert"); ... }
//   raw_set(const raw_set &other) { constructed(this); argument(&other); }
//   ~raw_set() { Did did(this, "destroy"); }
//
// As for the plugin, what an operation does on its own map in between belongs to
// it. compareExecuted() wants both lists to be the same, whatever the order:
// the same names, on the same storage.
#ifndef MAPSAN_TESTS_SUPPORT_EXECUTED_H
#define MAPSAN_TESTS_SUPPORT_EXECUTED_H

#include "counting_runtime.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

namespace executed {

inline seen::Event events[seen::kMost];
inline int eventCount;
inline thread_local const class Did *innermost;
inline pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

inline void note(const void *map, const char *what, bool isArgument) {
  pthread_mutex_lock(&mutex);
  events[eventCount++] = {map, "", what, isArgument};
  pthread_mutex_unlock(&mutex);
}

class Did {
public:
  /// Without a name: inside of what is noted in another way, a constructor.
  explicit Did(const void *storage, const char *what = nullptr)
      : storage_(storage), outer_(innermost) {
    bool inside = false;
    for (const Did *did = outer_; did; did = did->outer_)
      inside |= did->storage_ == storage;
    if (what && !inside)
      note(storage, what, false);
    innermost = this;
  }
  ~Did() { innermost = outer_; }
  Did(const Did &) = delete;

private:
  const void *storage_;
  const Did *outer_;
};

inline void constructed(const void *storage) {
  note(storage, "construct", false);
}
inline void argument(const void *storage) { note(storage, "", true); }

inline int countOf(const seen::Event *list, int count,
                   const seen::Event &wanted) {
  int n = 0;
  for (int i = 0; i < count; ++i)
    n += list[i].map == wanted.map && list[i].isArgument == wanted.isArgument &&
         (wanted.isArgument || strcmp(list[i].what, wanted.what) == 0);
  return n;
}

inline int failures, operations;

/// Compares and forgets. Prints what differs.
inline void compare(const char *topic) {
  const seen::Event *told = seen::size() ? &seen::at(0) : nullptr;
  int different = 0;
  auto missing = [&](const seen::Event *from, int count,
                     const seen::Event *other, int otherCount,
                     const char *verdict) {
    for (int i = 0; i < count; ++i)
      if (countOf(from, count, from[i]) > countOf(other, otherCount, from[i])) {
        ++different;
        fprintf(stderr, "%s: %s: %s%s on %p\n", topic, verdict,
                from[i].isArgument ? "argument of " : "", from[i].what,
                from[i].map);
      }
  };
  missing(events, eventCount, told, seen::size(), "executed, not seen");
  missing(told, seen::size(), events, eventCount, "seen, not executed");
  failures += different;
  operations += eventCount;
  eventCount = 0;
  seen::clear();
}

inline int finish() {
  printf("%d operations, %d differ, %d left alive\n", operations, failures,
         seen::living());
  return failures || operations == 0 || seen::living() != 0;
}

} // namespace executed

using executed::Did;

#endif
