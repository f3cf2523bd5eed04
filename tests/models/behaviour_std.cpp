// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The eight types of the standard library.
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "behaviour.h"

using Pair = std::pair<const int, int>;
using Map = std::map<int, int, std::less<>, FromRegion<Pair>>;
using MultiMap = std::multimap<int, int, std::less<>, FromRegion<Pair>>;
using Set = std::set<int, std::less<>, FromRegion<int>>;
using MultiSet = std::multiset<int, std::less<>, FromRegion<int>>;
using Hash = std::hash<int>;
using Equal = std::equal_to<int>;
using HashMap = std::unordered_map<int, int, Hash, Equal, FromRegion<Pair>>;
using HashMultiMap =
    std::unordered_multimap<int, int, Hash, Equal, FromRegion<Pair>>;
using HashSet = std::unordered_set<int, Hash, Equal, FromRegion<int>>;
using HashMultiSet = std::unordered_multiset<int, Hash, Equal, FromRegion<int>>;

template <> struct IsMulti<MultiMap> : std::true_type {};
template <> struct IsMulti<MultiSet> : std::true_type {};
template <> struct IsMulti<HashMultiMap> : std::true_type {};
template <> struct IsMulti<HashMultiSet> : std::true_type {};

int main() {
  catchFaults();
  all<Map>("std::map");
  all<MultiMap>("std::multimap");
  all<Set>("std::set");
  all<MultiSet>("std::multiset");
  all<HashMap>("std::unordered_map");
  all<HashMultiMap>("std::unordered_multimap");
  all<HashSet>("std::unordered_set");
  all<HashMultiSet>("std::unordered_multiset");
}
