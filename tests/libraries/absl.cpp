// RUN: %library -labsl_raw_hash_set -labsl_hash -labsl_throw_delegate
// Intent: Abseil's tables and trees: an operation counts once, on the public class, and
// races are found.
#include "library_test.h"
#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/container/node_hash_map.h>
#include <absl/container/node_hash_set.h>

// Clang before 19 does not see that what an alias names is the default.
#if __clang_major__ < 19
#define EQUAL ", std::equal_to<int>"
#else
#define EQUAL ""
#endif

absl::flat_hash_map<int, int, Hash> flatMap{{1, 30}, {2, 40}};
void flatMapWrites() { flatMap[7] = 60; }
void flatMapReads() { (void)flatMap.find(2); }

absl::flat_hash_set<int, Hash> flatSet{1, 2};
void flatSetWrites() { flatSet.insert(7); }
void flatSetReads() { (void)flatSet.contains(2); }

absl::node_hash_map<int, int, Hash> nodeMap{{1, 30}, {2, 40}};
void nodeMapWrites() { nodeMap.try_emplace(7, 60); }
void nodeMapReads() { (void)nodeMap.at(2); }

absl::node_hash_set<int, Hash> nodeSet{1, 2};
void nodeSetWrites() { nodeSet.erase(1); }
void nodeSetReads() { (void)nodeSet.size(); }

absl::btree_map<int, int, Less> treeMap{{1, 30}, {2, 40}};
void treeMapWrites() { treeMap.insert_or_assign(7, 60); }
void treeMapReads() { (void)treeMap.lower_bound(2); }

absl::btree_set<int, Less> treeSet{1, 2};
void treeSetWrites() { treeSet.insert(7); }
void treeSetReads() { (void)treeSet.count(2); }

absl::btree_multimap<int, int, Less> multi{{1, 30}, {1, 40}};
void multiWrites() { multi.emplace(1, 60); }
void multiReads() { (void)multi.begin(); }

absl::btree_multiset<int, Less> multiset{1, 1};
void multisetWrites() { multiset.erase(1); }
void multisetReads() { (void)multiset.empty(); }

int main(int, char **arguments) {
  return runCases(arguments, {{"absl::flat_hash_map<int, int, Hash" EQUAL ">",
                               "flatMap", flatMapWrites, flatMapReads, kHeld},
                              {"absl::flat_hash_set<int, Hash" EQUAL ">",
                               "flatSet", flatSetWrites, flatSetReads, kHeld},
                              {"absl::node_hash_map<int, int, Hash" EQUAL ">",
                               "nodeMap", nodeMapWrites, nodeMapReads, kHeld},
                              {"absl::node_hash_set<int, Hash" EQUAL ">",
                               "nodeSet", nodeSetWrites, nodeSetReads, kHeld},
                              {"absl::btree_map<int, int, Less>", "treeMap",
                               treeMapWrites, treeMapReads, kHeld},
                              {"absl::btree_set<int, Less>", "treeSet",
                               treeSetWrites, treeSetReads, kHeld},
                              {"absl::btree_multimap<int, int, Less>", "multi",
                               multiWrites, multiReads, kHeld},
                              {"absl::btree_multiset<int, Less>", "multiset",
                               multisetWrites, multisetReads, kHeld}});
}
