// RUN: %clean
// Intent: insertions into the map that a loop walks which leave its iterator good,
// or after which it gets another one, be it of the same value.
#include <boost/container/flat_map.hpp>
#include <map>
#include <unordered_map>

template <typename Map>
__attribute__((noinline)) typename Map::iterator first(Map &map) {
  return map.begin();
}

// The map rehashes, and its first element may be where it was.
template <typename Map> void startAgain(Map map) {
  auto at = map.begin();
  while (map.size() < 100) {
    map.emplace(1000 + int(map.size()), 0);
    at = map.begin();
    ++at;
    map.emplace(1000 + int(map.size()), 0);
    at = first(map);
    ++at;
    at = map.emplace(1000 + int(map.size()), 0).first;
    at++;
  }
}

template <typename Map> void keepTheElement(Map map) {
  map.reserve(200);
  for (auto &entry : map)
    if (map.size() < 100)
      map.emplace(1000 + entry.first, 0);
}

// What is swapped away goes on in the other map.
template <typename Map> void goOnElsewhere(Map map) {
  Map other;
  auto at = map.begin();
  map.swap(other);
  map.clear();
  for (int i = 0; i < 100; ++i)
    map.emplace(i, i);
  ++at;
}

template <typename Map> void asManyAsItTakes(Map map) {
  for (auto &entry : map)
    for (int i = 0; i < 100; ++i)
      if (map.size() < 1000)
        map.emplace(i * 1000 + entry.first, 0);
}

int main() {
  std::map<int, int> tree{{1, 1}, {2, 2}};
  std::unordered_map<int, int> table{{1, 1}, {2, 2}};
  boost::container::flat_map<int, int> flat{{1, 1}, {2, 2}};
  flat.reserve(200);
  startAgain(tree), startAgain(table), startAgain(flat);
  goOnElsewhere(tree), goOnElsewhere(table);
  asManyAsItTakes(tree);
  keepTheElement(table);
}
