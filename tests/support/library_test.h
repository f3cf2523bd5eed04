// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program for all map types of a library: each type is a case with an operation
// that writes and one that reads the map, and support/library runs every case as a
// race and behind a mutex, in both modes, and linked to the counting runtime, where
// each of the two must be one operation, told once.
//
//   absl::flat_hash_map<int, int, Hash> flat{{1, 30}};
//   void flatWrites() { flat.insert({7, 60}); }
//   void flatReads() { (void)flat.find(1); }
//   int main(int, char **arguments) {
//     return runCases(arguments, {{"absl::flat_hash_map<int, int, Hash>", "flat",
//                                  flatWrites, flatReads, kHeld}});
//   }
//
// kHeld: the writing operation calls Hash, Less or Slow, so that the other thread
// can be let in while it is inside. Without it nobody can be sure to meet it, and
// the case races in report mode only. kSafe: as kHeld, but the two may overlap, and
// the race is to be silent.
#ifndef MAPSAN_TESTS_SUPPORT_LIBRARY_TEST_H
#define MAPSAN_TESTS_SUPPORT_LIBRARY_TEST_H

#include "mapsan_test.h"

#include "counting_runtime.h"

#include <initializer_list>
#include <mutex>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace seen { // only one of the two programs has it
__attribute__((weak)) void clear();
__attribute__((weak)) int size();
__attribute__((weak)) const Event &at(int i);
__attribute__((weak)) void print();
} // namespace seen

enum Holding { kFree, kHeld, kSafe };

struct Case {
  const char *type, *object;
  void (*writes)(), (*reads)();
  Holding holding;
};

inline void race(const Case &that) {
  Barrier inside, done;
  auto writer = [&] {
    if (that.holding != kFree)
      hold.here(inside, done);
    that.writes();
    if (that.holding != kFree)
      hold.pass(); // it must have
    else
      inside.arrive();
  };
  auto reader = [&] {
    inside.wait();
    that.reads();
    done.arrive();
  };
  runBoth(writer, reader);
}

/// The second thread comes while the first is inside, and waits.
inline void lock(const Case &that) {
  Barrier inside, open;
  std::mutex mutex;
  open.arrive();
  auto writer = [&] {
    std::lock_guard<std::mutex> guard(mutex);
    if (that.holding != kFree)
      hold.here(inside, open);
    that.writes();
    if (that.holding != kFree)
      hold.pass();
    else
      inside.arrive();
  };
  auto reader = [&] {
    inside.wait();
    std::lock_guard<std::mutex> guard(mutex);
    that.reads();
  };
  runBoth(writer, reader);
}

/// A map of the operation's own, as Qt's keep copies while they change.
inline bool isOfItsOwn(const void *map) {
  for (int i = 0; i < seen::size(); ++i)
    if (seen::at(i).map == map && !strcmp(seen::at(i).what, "construct"))
      return true;
  return false;
}

/// Whether `operation` is told once, as one on this type.
inline bool isOne(const Case &that, const char *what, void (*operation)()) {
  seen::clear();
  operation();
  int onThis = 0, onOthers = 0;
  for (int i = 0; i < seen::size(); ++i)
    if (!isOfItsOwn(seen::at(i).map))
      ++(strcmp(seen::at(i).type, that.type) ? onOthers : onThis);
  if (onThis == 1 && onOthers == 0)
    return true;
  fprintf(stderr, "%s: %s is told as\n", that.type, what);
  seen::print();
  return false;
}

inline int runCases(char **arguments, std::initializer_list<Case> cases) {
  const char *how = arguments[1];
  bool isRight = true;
  for (const Case &that : cases) {
    if (!strcmp(how, "list"))
      printf("%s|%s|%d\n", that.type, that.object, that.holding);
    else if (!strcmp(how, "count"))
      isRight &= isOne(that, "the write", that.writes) &
                 isOne(that, "the read", that.reads);
    else if (!strcmp(arguments[2], that.object))
      !strcmp(how, "race") ? race(that) : lock(that);
  }
  return isRight ? 0 : 1;
}

#endif
