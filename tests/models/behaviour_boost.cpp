// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost's unordered containers, chained and open, and its sorted vectors.
#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <boost/unordered_map.hpp>
#include <boost/unordered_set.hpp>

#include "behaviour.h"

using Pair = std::pair<const int, int>;
using Hash = std::hash<int>;
using Equal = std::equal_to<int>;
using Map = boost::unordered_map<int, int, Hash, Equal, FromRegion<Pair>>;
using MultiMap = boost::unordered_multimap<int, int, Hash, Equal, FromRegion<Pair>>;
using Set = boost::unordered_set<int, Hash, Equal, FromRegion<int>>;
using MultiSet = boost::unordered_multiset<int, Hash, Equal, FromRegion<int>>;
using OpenMap = boost::unordered_flat_map<int, int, Hash, Equal, FromRegion<Pair>>;
using OpenSet = boost::unordered_flat_set<int, Hash, Equal, FromRegion<int>>;
using Less = std::less<int>;
using Plain = FromRegion<std::pair<int, int>>;
using FlatMap = boost::container::flat_map<int, int, Less, Plain>;
using FlatMultiMap = boost::container::flat_multimap<int, int, Less, Plain>;
using FlatSet = boost::container::flat_set<int, Less, FromRegion<int>>;
using FlatMultiSet = boost::container::flat_multiset<int, Less, FromRegion<int>>;

template <> struct IsMulti<MultiMap> : std::true_type {};
template <> struct IsMulti<MultiSet> : std::true_type {};
template <> struct IsMulti<FlatMultiMap> : std::true_type {};
template <> struct IsMulti<FlatMultiSet> : std::true_type {};

template <class M> void unordered(const char *name) {
  all<M>(name);
  SAMPLE_WITH("quick_erase", "iterator", m.find(kPresent), m.quick_erase(arg));
  SAMPLE_WITH("erase_return_void", "iterator", m.find(kPresent),
              m.erase_return_void(arg));
  READ("max_load", "", m.max_load());
}

template <class M> void flat(const char *name) {
  all<M>(name);
  READ("get_stored_allocator", "", m.get_stored_allocator());
  READ("capacity", "", m.capacity());
  READ("nth", "other", m.nth(1));
  READ("index_of", "iterator", m.index_of(m.begin()));
  SAMPLE_CONST("sequence", "", m.sequence());
  SAMPLE("shrink_to_fit", "", "", m.shrink_to_fit());
  SAMPLE("extract_sequence", "", "", (void)m.extract_sequence());
  SAMPLE_WITH("adopt_sequence", "other", other.extract_sequence(),
              m.adopt_sequence(std::move(arg)));
  using Value = typename M::value_type;
  using Order = std::conditional_t<IsMulti<M>::value, boost::container::ordered_range_t,
                                   boost::container::ordered_unique_range_t>;
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    SAMPLE_WITH("insert", "other,other,other", std::vector<Value>{element<M>(key)},
                m.insert(Order(), arg.begin(), arg.end()));
  }
  SAMPLE_WITH("insert", "other,other,other", std::vector<Value>(),
              m.insert(Order(), arg.begin(), arg.end()));
}

int main() {
  catchFaults();
  unordered<Map>("boost::unordered_map");
  unordered<MultiMap>("boost::unordered_multimap");
  unordered<Set>("boost::unordered_set");
  unordered<MultiSet>("boost::unordered_multiset");
  unordered<OpenMap>("boost::unordered_flat_map");
  unordered<OpenSet>("boost::unordered_flat_set");
  flat<FlatMap>("boost::container::flat_map");
  flat<FlatMultiMap>("boost::container::flat_multimap");
  flat<FlatSet>("boost::container::flat_set");
  flat<FlatMultiSet>("boost::container::flat_multiset");
}
