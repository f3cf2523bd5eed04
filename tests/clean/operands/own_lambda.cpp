// RUN: %clean
// Intent: a lambda in a method of a map class, and a class inside it, that work
// on the map around them are part of the operation: no re-entrancy.
#include <algorithm>
#include <cassert>
#include <functional>
#include <mapsan/mapsan.h>
#include <vector>

template <typename Key> class MAPSAN_MAP Names {
public:
  void add(Key name) { names_.push_back(name); }
  void addAll(const std::vector<Key> &all) {
    std::for_each(all.begin(), all.end(), [this](Key name) { add(name); });
  }
  void addTwice(Key name) {
    auto again = [&](auto by) {
      [this, by] { add(by); }();
      add(by);
    };
    again(name);
  }
  void addStored(Key name) {
    std::function<void()> later = [this, name] { add(name); };
    later();
  }
  void addByHelper(Key name) {
    struct Helper {
      Names &names;
      void operator()(Key name) { names.add(name); }
    };
    Helper{*this}(name);
  }
  void rebuild() {
    std::vector<Key> old = names_;
    clear();
    Each{*this}.add(old);
  }
  void clear() { names_.clear(); }
  size_t size() const { return names_.size(); }

private:
  struct Each {
    Names &names;
    void add(const std::vector<Key> &all) {
      for (Key name : all)
        names.add(name);
    }
  };
  std::vector<Key> names_;
};

int main() {
  Names<int> names;
  names.addAll({1, 2, 3});
  names.addTwice(4);
  names.addStored(5);
  names.addByHelper(6);
  names.rebuild();
  assert(names.size() == 7);
}
