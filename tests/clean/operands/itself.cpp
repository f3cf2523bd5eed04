// RUN: %clean
// Intent: a map given to its own operation is two operands of one call, and
// nobody's re-entrancy: self-swap is what shuffling a vector of maps does.
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

template <class Map> void useOnItself(Map map) {
  Map &same = map;
  map = same;
  map.swap(same);
  using std::swap;
  swap(map, same);
  if (map != same)
    __builtin_abort();
  map = std::move(same);
}

int main() {
  useOnItself(std::map<int, int>{{1, 2}, {3, 4}});
  std::map<int, int> ages{{1, 2}, {3, 4}};
  ages.merge(ages);
  useOnItself(std::multiset<int>{1, 1, 3});
  useOnItself(std::unordered_map<int, int>{{1, 2}, {3, 4}});
}
