// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tessil's maps, and what they have beyond the standard.
#include <tsl/hopscotch_map.h>
#include <tsl/hopscotch_set.h>
#include <tsl/robin_map.h>
#include <tsl/robin_set.h>

#include "behaviour.h"

using Hash = std::hash<int>;
using Equal = std::equal_to<int>;
using Pair = std::pair<int, int>;
using RobinMap = tsl::robin_map<int, int, Hash, Equal, FromRegion<Pair>>;
using RobinSet = tsl::robin_set<int, Hash, Equal, FromRegion<int>>;
using HopMap = tsl::hopscotch_map<int, int, Hash, Equal, FromRegion<Pair>>;
using HopSet = tsl::hopscotch_set<int, Hash, Equal, FromRegion<int>>;

template <class M> void hash(const char *name) {
  all<M>(name);
  READ("overflow_size", "", m.overflow_size());
  READ("min_load_factor", "", m.min_load_factor());
  SAMPLE("min_load_factor", "", "other", m.min_load_factor(0.1f));
  SAMPLE_WITH("mutable_iterator", "iterator", m.cbegin(), m.mutable_iterator(arg));
  SAMPLE_WITH("erase_fast", "iterator", m.find(kPresent), m.erase_fast(arg));
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    SAMPLE("erase", "", "key,other", m.erase(key, Hash()(key)));
  }
  static auto serializer = [](const auto &) {};
  SAMPLE_CONST("serialize", "other", m.serialize(serializer));
}

int main() {
  catchFaults();
  hash<RobinMap>("tsl::robin_map");
  hash<RobinSet>("tsl::robin_set");
  hash<HopMap>("tsl::hopscotch_map");
  hash<HopSet>("tsl::hopscotch_set");
}
