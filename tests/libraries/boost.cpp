// RUN: %library
// Intent: Boost's unordered containers and sorted vectors: an operation counts once, under
// the name that people write, and races are found.
#include "library_test.h"
#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered_map.hpp>
#include <boost/unordered_set.hpp>

boost::unordered_map<int, int, Hash> chained{{1, 30}, {2, 40}};
void chainedWrites() { chained[7] = 60; }
void chainedReads() { (void)chained.find(2); }

boost::unordered_multiset<int, Hash> multiset{1, 2};
void multisetWrites() { multiset.insert(2); }
void multisetReads() { (void)multiset.count(2); }

boost::unordered_flat_map<int, int, Hash> open{{1, 30}, {2, 40}};
void openWrites() { open.erase(1); }
void openReads() { (void)open.contains(2); }

boost::container::flat_map<int, int, Less> flat{{1, 30}, {2, 40}};
void flatWrites() { flat.try_emplace(7, 60); }
void flatReads() { (void)flat.at(2); }

boost::container::flat_set<int, Less> flatSet{1, 2};
void flatSetWrites() { flatSet.insert(7); }
void flatSetReads() { (void)flatSet.size(); }

int main(int, char **arguments) {
  return runCases(
      arguments,
      {{"boost::unordered_map<int, int, Hash>", "chained", chainedWrites, chainedReads, kHeld},
       {"boost::unordered_multiset<int, Hash>", "multiset", multisetWrites, multisetReads, kHeld},
       {"boost::unordered_flat_map<int, int, Hash>", "open", openWrites, openReads, kHeld},
       {"boost::container::flat_map<int, int, Less>", "flat", flatWrites, flatReads, kHeld},
       {"boost::container::flat_set<int, Less>", "flatSet", flatSetWrites, flatSetReads, kHeld}});
}
