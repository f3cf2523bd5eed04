// RUN: %clean
// Intent: operations through private helpers of the same class are part of the
// operation around them, not re-entrancy. -D_GLIBCXX_DEBUG's unordered_map
// erases a key that way.
#define _GLIBCXX_DEBUG
#include <cassert>
#include <mapsan/mapsan.h>
#include <unordered_map>
#include <vector>

class MAPSAN_MAP Names {
public:
  void put(int name) { replace(name); }
  void add(int name) { names_.push_back(name); }
  void clear() { names_.clear(); }
  size_t size() const { return names_.size(); }

private:
  void replace(int name) {
    restart();
    add(name);
  }
  void restart() { clear(); }
  std::vector<int> names_;
};

int main() {
  std::unordered_map<int, int> ages{{1, 2}, {3, 4}};
  ages.erase(1);
  assert(ages.size() == 1);

  Names names;
  names.add(1);
  names.put(2);
  assert(names.size() == 1);
}
