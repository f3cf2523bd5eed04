// RUN: %library
// RUN: %library -O2 $(%libcxx)
// Intent: robin-hood and hopscotch maps: an operation counts once, and races are found.
#include "library_test.h"
#include <tsl/hopscotch_map.h>
#include <tsl/hopscotch_set.h>
#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

tsl::robin_map<int, int, Hash> robin{{1, 30}, {2, 40}};
void robinWrites() { robin[7] = 60; }
void robinReads() { (void)robin.find(2); }

tsl::robin_set<int, Hash> robinSet{1, 2};
void robinSetWrites() { robinSet.erase(1); }
void robinSetReads() { (void)robinSet.size(); }

tsl::hopscotch_map<int, int, Hash> hopscotch{{1, 30}, {2, 40}};
void hopscotchWrites() { hopscotch.insert_or_assign(7, 60); }
void hopscotchReads() { (void)hopscotch.at(2); }

tsl::hopscotch_set<int, Hash> hopscotchSet{1, 2};
void hopscotchSetWrites() { hopscotchSet.insert(7); }
void hopscotchSetReads() { (void)hopscotchSet.count(2); }

int main(int, char **arguments) {
  return runCases(
      arguments,
      {{"tsl::robin_map<int, int, Hash>", "robin", robinWrites, robinReads, kHeld},
       {"tsl::robin_set<int, Hash>", "robinSet", robinSetWrites, robinSetReads, kHeld},
       {"tsl::hopscotch_map<int, int, Hash>", "hopscotch", hopscotchWrites, hopscotchReads, kHeld},
       {"tsl::hopscotch_set<int, Hash>", "hopscotchSet", hopscotchSetWrites, hopscotchSetReads, kHeld}});
}
