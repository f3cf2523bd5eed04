// RUN: %clangxx -O2 -DPLAIN_UNIT -c %s -o %t.o
// RUN: %mapsanxx -O2 -DRACE %s %t.o -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: what docs/limits.md says is not seen of iterators that are kept outside of
// local variables, in flag mode: these are races, and nothing is claimed, since the
// map that the iterator is of, or what happened to it, is not certain.
#include "iteration.h"

#include <iterator>
#include <memory>

Ages::iterator firstOf(Ages &ages); // in code without the plugin

#ifdef PLAIN_UNIT
Ages::iterator firstOf(Ages &ages) { return ages.begin(); }
#else
void fromAnotherThread(Ages &ages, Pause &pause) {
  auto at = std::make_unique<Ages::iterator>();
  std::thread([&] { *at = ages.begin(); }).join();
  pause(), pause();
  ++*at;
}

void fromUnseenCode(Ages &ages, Pause &pause) {
  auto at = firstOf(ages);
  pause(), pause();
  ++at;
}

// The inner loop takes every place of the table.
void aroundAnotherLoop(Ages &ages, Pause &pause) {
  Ages others;
  for (int i = 0; i < 1000; ++i)
    others[i] = i;
  auto at = std::make_unique<Ages::iterator>(ages.begin());
  auto other = std::make_unique<Ages::iterator>(others.begin());
  while (*other != others.end())
    ++*other;
  pause(), pause();
  ++*at;
}

// To erase compares nothing with the step before.
void goesOnByErasing(Ages &ages, Pause &pause) {
  auto at = ages.begin();
  pause(), pause();
  at = ages.erase(at);
}

// Whatever was released, it may have been that what ordered the insertion.
void releasedMeanwhile(Ages &ages, Pause &pause) {
  auto at = std::make_unique<Ages::iterator>(ages.begin());
  std::mutex other;
  pause(), pause();
  std::lock_guard<std::mutex>{other};
  ++*at;
}

// The first step from end() has nothing before it that read the map.
void firstStepBack(Ages &ages, Pause &pause) {
  auto at = ages.end();
  pause(), pause();
  std::advance(at, -1);
}

int main() {
  for (auto walk : {fromAnotherThread, fromUnseenCode, aroundAnotherLoop,
                    goesOnByErasing, releasedMeanwhile, firstStepBack})
    insertDuring(walk);
}
#endif
