// RUN: %mapsanxx -O2 -DRACE %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: what docs/limits.md says is not seen of iterators that are kept outside of
// local variables, in flag mode: these are races, and nothing is claimed, since the
// map that the iterator is of, or what happened to it, is not certain.
#include "iteration.h"

#include <boost/container/flat_map.hpp>
#include <iterator>
#include <memory>

// Its iterators point to elements, which are another's after the next insertion.
using Flat = boost::container::flat_map<int, int>;

void ofFlatMap(Flat &ages, Pause &pause) {
  ages.reserve(10);
  auto at = std::make_unique<Flat::iterator>(ages.begin());
  for (; *at != ages.end(); ++*at)
    pause();
}

void fromAnotherThread(Ages &ages, Pause &pause) {
  auto at = std::make_unique<Ages::iterator>();
  std::thread([&] { *at = ages.begin(); }).join();
  pause(), pause();
  ++*at;
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
  insertDuring(ofFlatMap);
  for (auto walk : {fromAnotherThread, releasedMeanwhile, firstStepBack})
    insertDuring(walk);
}
