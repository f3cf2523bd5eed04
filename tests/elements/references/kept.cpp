// RUN: %clean
// Intent: what keeps references good: other elements come and go, tables grow,
// elements move to other maps and out of them.
#include "references.h"

#include <map>
#include <unordered_map>

template <typename Map, typename Change> void check(Change change) {
  const auto once = [&](auto order) {
    Map map{{1, 1}, {2, 2}}, other;
    typename Map::node_type node;
    order(
        [&](Schedule &schedule) {
          schedule.mutex.lock();
          long &value = map.at(1);
          schedule.mutex.unlock();
          schedule.pause();
          ++value;
        },
        [&] { change(map, other, node); });
  };
  once([](auto use, auto change) { useThenChange(use, change); });
  once([](auto use, auto change) { changeThenUse(use, change); });
}

template <typename Map> void checkAll() {
  check<Map>([](Map &map, Map &, auto &) {
    for (int i = 3; i < 1000; ++i)
      map[i] = i;
    for (int i = 2; i < 1000; ++i)
      map.erase(i);
    map[1000] = 1;
  });
  check<Map>([](Map &map, Map &, auto &node) {
    node = map.extract(1);
    map.clear();
  });
  check<Map>([](Map &map, Map &other, auto &) {
    other.merge(map);
    map.clear();
  });
  check<Map>([](Map &map, Map &other, auto &) {
    map.swap(other);
    map.clear();
  });
  check<Map>([](Map &map, Map &other, auto &) {
    other = std::move(map);
    map.clear();
  });
}

int main() {
  checkAll<std::map<int, long>>();
  checkAll<std::unordered_map<int, long>>();
}
