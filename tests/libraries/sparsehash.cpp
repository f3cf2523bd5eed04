// RUN: %library
// Intent: dense and sparse tables: an operation counts once, and races are found.
#include "library_test.h"
#include <sparsehash/dense_hash_map>
#include <sparsehash/dense_hash_set>
#include <sparsehash/sparse_hash_map>
#include <sparsehash/sparse_hash_set>

google::dense_hash_map<int, int, Hash> dense;
void denseWrites() { dense[7] = 60; }
void denseReads() { (void)dense.find(2); }

google::dense_hash_set<int, Hash> denseSet;
void denseSetWrites() { denseSet.insert(7); }
void denseSetReads() { (void)denseSet.size(); }

google::sparse_hash_map<int, int, Hash> sparse;
void sparseWrites() { sparse.insert({7, 60}); }
void sparseReads() { (void)sparse.count(2); }

google::sparse_hash_set<int, Hash> sparseSet;
void sparseSetWrites() { sparseSet.insert(7); }
void sparseSetReads() { (void)sparseSet.begin(); }

int main(int, char **arguments) {
  dense.set_empty_key(-1);
  denseSet.set_empty_key(-1);
  return runCases(
      arguments,
      {{"google::dense_hash_map<int, int, Hash>", "dense", denseWrites, denseReads, kHeld},
       {"google::dense_hash_set<int, Hash>", "denseSet", denseSetWrites, denseSetReads, kHeld},
       {"google::sparse_hash_map<int, int, Hash>", "sparse", sparseWrites, sparseReads, kHeld},
       {"google::sparse_hash_set<int, Hash>", "sparseSet", sparseSetWrites, sparseSetReads, kHeld}});
}
