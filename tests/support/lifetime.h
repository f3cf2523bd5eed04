// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program for many ways in which maps come to life, move and end. Each case is
// what one thread does and what a second one does when the first is through, or,
// where the first can be held inside, meanwhile. support/lifetime runs every case as
// it stands and with one mutex around both, in both modes.
//
//   void moves() { other = std::move(ages); }
//   void asks() { (void)ages.size(); }
//   int main(int, char **arguments) {
//     return runCases(arguments, {{"assigned", "read and map write", moves, asks}});
//   }
//
// `title` is a part of what the race is called. Without one the case is silent as it
// stands: no lock is needed.
//
// kInside: the first thread's operation calls hold.pass(), and the case races in flag
// mode, too. kTurned: with the lock the second thread comes first, since what it uses
// is gone afterwards. kAlone: the first brings its own threads, and a lock around it
// would not help.
#ifndef MAPSAN_TESTS_SUPPORT_LIFETIME_H
#define MAPSAN_TESTS_SUPPORT_LIFETIME_H

#include "mapsan_test.h"

#include <initializer_list>
#include <mutex>
#include <stdio.h>
#include <string.h>

enum Order { kLater = 0, kInside = 1, kTurned = 2, kAlone = 4 };
constexpr Order operator|(Order one, Order other) {
  return Order(int(one) | int(other));
}

struct Case {
  const char *name, *title;
  void (*first)(), (*second)();
  Order order = kLater;
};

inline void race(const Case &that) {
  if (that.order & kAlone)
    return that.first();
  if (!(that.order & kInside))
    return runInTurn(that.first, that.second);
  Barrier inside, done;
  runBoth(
      [&] {
        hold.here(inside, done);
        that.first();
        hold.pass(); // it must have
      },
      [&] {
        inside.wait();
        that.second();
        done.arrive();
      });
}

inline void lock(const Case &that) {
  std::mutex mutex;
  Barrier inside, open;
  open.arrive();
  const auto locked = [&](void (*operation)(), bool isHeld) {
    std::lock_guard<std::mutex> guard(mutex);
    if (isHeld)
      hold.here(inside, open);
    operation();
    hold.pass();
  };
  const auto first = [&] { locked(that.first, that.order & kInside); };
  const auto second = [&] { locked(that.second, false); };
  if (that.order & kTurned)
    runInTurn(second, first);
  else
    runInTurn(first, second);
}

inline int runCases(char **arguments, std::initializer_list<Case> cases) {
  for (const Case &that : cases) {
    if (!strcmp(arguments[1], "list"))
      printf("%s|%s|%d\n", that.name, that.title ? that.title : "", that.order);
    else if (!strcmp(arguments[2], that.name))
      !strcmp(arguments[1], "race") ? race(that) : lock(that);
  }
  return 0;
}

#endif
