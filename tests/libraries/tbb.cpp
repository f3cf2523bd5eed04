// RUN: %library -ltbb
// Intent: concurrent containers: each call is one operation, what is safe may overlap, and
// what excludes others is found when it overlaps.
#include "library_test.h"
#include <tbb/concurrent_hash_map.h>
#include <tbb/concurrent_map.h>
#include <tbb/concurrent_set.h>
#include <tbb/concurrent_unordered_map.h>

struct HashCompare {
  size_t hash(int key) const { return Hash()(key); }
  bool equal(int left, int right) const { return left == right; }
};

tbb::concurrent_hash_map<int, int, HashCompare> cleared;
void clearedWrites() { cleared.insert({7, 60}); }
void clearedReads() { cleared.clear(); }

tbb::concurrent_hash_map<int, int, HashCompare> searched;
void searchedWrites() { searched.insert({7, 60}); }
void searchedReads() { (void)searched.count(2); }

tbb::concurrent_unordered_map<int, int, Hash> erased{{1, 30}, {2, 40}};
void erasedWrites() { erased.emplace(7, 60); }
void erasedReads() { erased.unsafe_erase(1); }

tbb::concurrent_unordered_map<int, int, Hash> traversed{{1, 30}, {2, 40}};
void traversedWrites() { traversed[7] = 60; }
void traversedReads() { (void)traversed.begin(); }

tbb::concurrent_map<int, int, Less> assigned{{1, 30}, {2, 40}};
void assignedWrites() { assigned.insert({7, 60}); }
void assignedReads() { assigned = {{3, 50}}; }

tbb::concurrent_set<int, Less> set{1, 2};
void setWrites() { set.insert(7); }
void setReads() { (void)set.contains(2); }

int main(int, char **arguments) {
  return runCases(
      arguments,
      {{"tbb::concurrent_hash_map<int, int, HashCompare>", "cleared", clearedWrites, clearedReads, kHeld},
       {"tbb::concurrent_hash_map<int, int, HashCompare>", "searched", searchedWrites, searchedReads, kSafe},
       {"tbb::concurrent_unordered_map<int, int, Hash>", "erased", erasedWrites, erasedReads, kHeld},
       {"tbb::concurrent_unordered_map<int, int, Hash>", "traversed", traversedWrites, traversedReads, kSafe},
       {"tbb::concurrent_map<int, int, Less>", "assigned", assignedWrites, assignedReads, kHeld},
       {"tbb::concurrent_set<int, Less>", "set", setWrites, setReads, kSafe}});
}
