// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Google's dense and sparse tables, and what they have beyond the standard. They
// need to be told of keys that never occur.
#include <sparsehash/dense_hash_map>
#include <sparsehash/dense_hash_set>
#include <sparsehash/sparse_hash_map>
#include <sparsehash/sparse_hash_set>

#include "behaviour.h"

using Hash = std::hash<int>;
using Equal = std::equal_to<int>;
using Pair = std::pair<const int, int>;

/// As a library's table, with its keys set when it is made.
template <class Table> struct Ready : Table {
  Ready() {
    if constexpr (requires { this->set_empty_key(-1); })
      this->set_empty_key(-1);
    this->set_deleted_key(-2);
  }
};

using DenseMap = Ready<google::dense_hash_map<int, int, Hash, Equal, FromRegion<Pair>>>;
using DenseSet = Ready<google::dense_hash_set<int, Hash, Equal, FromRegion<int>>>;
using SparseMap = Ready<google::sparse_hash_map<int, int, Hash, Equal, FromRegion<Pair>>>;
using SparseSet = Ready<google::sparse_hash_set<int, Hash, Equal, FromRegion<int>>>;

template <class Table> struct HasMoves<Ready<Table>> : std::false_type {};

template <class M> void hash(const char *name) {
  all<M>(name);
  READ("hash_funct", "", m.hash_funct());
  READ("min_load_factor", "", m.min_load_factor());
  SAMPLE("min_load_factor", "", "other", m.min_load_factor(0.1f));
  static float shrink, grow;
  READ("get_resizing_parameters", "other,other", m.get_resizing_parameters(&shrink, &grow));
  SAMPLE("set_resizing_parameters", "", "other,other", m.set_resizing_parameters(0.1f, 0.5f));
  SAMPLE("resize", "", "other", m.resize(100));
  SAMPLE("clear_no_resize", "", "", m.clear_no_resize());
  SAMPLE("set_deleted_key", "", "key", m.set_deleted_key(-3));
  SAMPLE("clear_deleted_key", "", "", m.clear_deleted_key());
  READ("deleted_key", "", m.deleted_key());
  READ("empty_key", "", m.empty_key());
  READ("operator==", "const map&", m == other);
  READ("operator!=", "const map&", m != other);
}

int main() {
  catchFaults();
  hash<DenseMap>("google::dense_hash_map");
  hash<DenseSet>("google::dense_hash_set");
  hash<SparseMap>("google::sparse_hash_map");
  hash<SparseSet>("google::sparse_hash_set");
}
