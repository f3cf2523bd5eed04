// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Abseil's hash tables and B-trees, and what they have beyond the standard.
#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/container/node_hash_map.h>
#include <absl/container/node_hash_set.h>

#include "behaviour.h"

using Pair = std::pair<const int, int>;
using Hash = std::hash<int>;
using Equal = std::equal_to<int>;
using FlatMap = absl::flat_hash_map<int, int, Hash, Equal, FromRegion<Pair>>;
using FlatSet = absl::flat_hash_set<int, Hash, Equal, FromRegion<int>>;
using NodeMap = absl::node_hash_map<int, int, Hash, Equal, FromRegion<Pair>>;
using NodeSet = absl::node_hash_set<int, Hash, Equal, FromRegion<int>>;
using Less = std::less<int>;
using TreeMap = absl::btree_map<int, int, Less, FromRegion<Pair>>;
using TreeSet = absl::btree_set<int, Less, FromRegion<int>>;
using TreeMultiMap = absl::btree_multimap<int, int, Less, FromRegion<Pair>>;
using TreeMultiSet = absl::btree_multiset<int, Less, FromRegion<int>>;

template <> struct IsMulti<TreeMultiMap> : std::true_type {};
template <> struct IsMulti<TreeMultiSet> : std::true_type {};

// The trees do not name it.
template <> struct ListValue<TreeMap> {
  using Type = std::pair<int, int>;
};
template <> struct ListValue<TreeMultiMap> : ListValue<TreeMap> {};

template <class M> void hashExtras() {
  READ("capacity", "", m.capacity());
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    SAMPLE_CONST("prefetch", "key", m.prefetch(key));
    SAMPLE("lazy_emplace", "", "key,other",
           m.lazy_emplace(key, [](auto make) { make(element<M>(key)); }));
  }
}

template <class M> void hash(const char *name) {
  all<M>(name);
  hashExtras<M>();
}

template <class M> void tree(const char *name) {
  all<M>(name);
  SAMPLE_CONST("verify", "", m.verify());
}

int main() {
  catchFaults();
  hash<FlatMap>("absl::flat_hash_map");
  hash<FlatSet>("absl::flat_hash_set");
  hash<NodeMap>("absl::node_hash_map");
  hash<NodeSet>("absl::node_hash_set");
  tree<TreeMap>("absl::btree_map");
  tree<TreeSet>("absl::btree_set");
  tree<TreeMultiMap>("absl::btree_multimap");
  tree<TreeMultiSet>("absl::btree_multiset");
}
