// REQUIRES: llvm-22
// RUN: %library -std=c++23 $(%libcxx)
// Intent: C++23's sorted vectors: an operation counts once, and races are found.
#include "library_test.h"
#include <flat_map>
#include <flat_set>

std::flat_map<int, int, Less> map{{1, 30}, {2, 40}};
void mapWrites() { map.insert_or_assign(7, 60); }
void mapReads() { (void)map.find(2); }

std::flat_multimap<int, int, Less> multi{{1, 30}, {2, 40}};
void multiWrites() { multi.emplace(1, 60); }
void multiReads() { (void)multi.count(2); }

std::flat_set<int, Less> set{1, 2};
void setWrites() { set.insert(7); }
void setReads() { (void)set.contains(2); }

std::flat_multiset<int, Less> multiset{1, 2};
void multisetWrites() { multiset.erase(1); }
void multisetReads() { (void)multiset.size(); }

int main(int, char **arguments) {
  return runCases(arguments, {{"std::flat_map<int, int, Less>", "map", mapWrites, mapReads, kHeld},
                              {"std::flat_multimap<int, int, Less>", "multi", multiWrites, multiReads, kHeld},
                              {"std::flat_set<int, Less>", "set", setWrites, setReads, kHeld},
                              {"std::flat_multiset<int, Less>", "multiset", multisetWrites, multisetReads, kHeld}});
}
