// RUN: %counted
// Intent: whatever a program does with the standard maps reaches the runtime,
// neither less nor more: constructors of every kind, copies, moves and
// destructors that nobody wrote, containers of maps, exceptions.
#include "counted.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

template <typename Map> void constructors(const char *type) {
  using Value = typename Map::value_type;
  typename Map::allocator_type allocator;
  Map model;
  std::vector<Value> values;
  in(type);
  counts("default", {1, 1}, [] { Map map; });
  counts("value", {1, 1}, [] { (void)Map(); });
  counts("allocator", {1, 1}, [&] { Map map(allocator); });
  counts("list", {1, 1}, [] { Map map{}; });
  counts("empty list", {1, 1}, [] { Map map(std::initializer_list<Value>{}); });
  counts("range", {1, 1}, [&] { Map map(values.begin(), values.end()); });
  counts("copy", {1, 1, 1}, [&] { Map map(model); });
  counts("copy, allocator", {1, 1, 1}, [&] { Map map(model, allocator); });
  counts("move", {1, 1, 1}, [&] { Map map(std::move(model)); });
  counts("move, allocator", {1, 1, 1},
         [&] { Map map(std::move(model), allocator); });
  counts("elided", {1, 1}, [] { Map map = [] { return Map(); }(); });
  counts("new", {1, 1}, [] { delete new Map; });
  counts("array", {3, 3}, [] { Map maps[3]; });
  counts("new array", {4, 4}, [] { delete[] new Map[4]; });
  counts("placement", {1, 1}, [] {
    alignas(Map) char storage[sizeof(Map)];
    (new (storage) Map)->~Map();
  });
  counts("global by first use", {1, 0}, [] { static Map map; });
}

template <typename Map> void assignments(const char *type) {
  using Value = typename Map::value_type;
  Map map, other;
  in(type);
  counts("copy assignment", {"operator=", 1, 1}, [&] { map = other; });
  counts("move assignment", {"operator=", 1, 1},
         [&] { map = std::move(other); });
  counts("list assignment", {"operator=", 1, 0},
         [&] { map = std::initializer_list<Value>{}; });
  counts("swap", {"swap", 1, 1}, [&] { map.swap(other); });
  counts("std::swap", {"swap", 1, 1}, [&] {
    using std::swap;
    swap(map, other);
  });
  counts("equality", {"operator==", 0, 2},
         [&] { static_cast<void>(map == other); });
  counts("merge", {"merge", 1, 1}, [&] { map.merge(other); });
}

template <typename Map> void methods(const char *type) {
  Map map;
  const Map &fixed = map;
  in(type);
  counts("size", {"size"}, [&] { (void)fixed.size(); });
  counts("empty", {"empty"}, [&] { (void)fixed.empty(); });
  counts("emplace", {"emplace"}, [&] { map.emplace(1, 2); });
  counts("insert", {"insert"}, [&] { map.insert({2, 3}); });
  counts("find", {"find"}, [&] { (void)map.find(1); });
  counts("const find", {"find"}, [&] { (void)fixed.find(1); });
  counts("count", {"count"}, [&] { (void)fixed.count(1); });
  counts("equal_range", {"equal_range"}, [&] { (void)map.equal_range(1); });
  counts("begin", {"begin"}, [&] { (void)map.begin(); });
  counts("extract", {"extract"}, [&] { (void)map.extract(2); });
  counts("erase key", {"erase"}, [&] { map.erase(1); });
  counts("clear", {"clear"}, [&] { map.clear(); });
}

template <typename Map> void uniqueMethods(const char *type) {
  Map map;
  in(type);
  counts("operator[]", {"operator[]"}, [&] { map[1] = 2; });
  counts("at", {"at"}, [&] { map.at(1) = 3; });
  counts("try_emplace", {"try_emplace"}, [&] { map.try_emplace(1, 2); });
  counts("insert_or_assign", {"insert_or_assign"},
         [&] { map.insert_or_assign(1, 2); });
  counts("erase iterator", {"erase"}, [&, at = map.find(1)] { map.erase(at); });
  counts("at that throws", {"at"}, [&] {
    try {
      map.at(9) = 1;
    } catch (const std::out_of_range &) {
    }
  });
}

using Map = std::map<int, int>;
using Hashed = std::unordered_map<int, int>;

// Copies, moves and destructors that nobody wrote.
struct Holder {
  Map first;
  int number = 0;
  Hashed second;
};
struct Derived : Holder {
  std::set<int> third;
};
struct Table : Map {
  using Map::Map;
  using Map::operator[];
};
struct VirtualHolder : virtual Holder {
  Map own;
};
struct Deepest : VirtualHolder {};

void enclosing() {
  in("classes with maps in them");
  counts("default", {3, 3}, [] { Derived derived; });
  counts("copy", {6, 6, 3}, [] {
    Derived derived;
    Derived copy = derived;
  });
  counts("move", {6, 6, 3}, [] {
    Derived derived;
    Derived moved = std::move(derived);
  });
  counts("aggregate", {2, 2}, [] { Holder holder{{}, 3, {}}; });
  counts("virtual base", {6, 6, 3}, [] {
    Deepest deepest;
    Deepest copy = deepest;
  });
  {
    Derived left, right;
    counts("copy assignment", {"operator=", 3, 3}, [&] { left = right; });
    counts("move assignment", {"operator=", 3, 3},
           [&] { left = std::move(right); });
    counts(
        "std::swap", {2, 2, 6}, [&] { std::swap<Holder>(left, right); },
        /*others=*/true);
  }
  counts("captured by copy", {2, 2, 1}, [] {
    Map map;
    [map] { (void)sizeof(map); }();
  });
  counts("pair", {4, 4, 2}, [] {
    std::pair<Map, Hashed> two;
    std::pair<Map, Hashed> copy = two;
  });
  counts("tuple", {3, 3}, [] { std::tuple<Map, Hashed, Map> three; });
  counts("derived from a map", {2, 2, 1}, [] {
    Table table;
    Table copy = table;
  });
  counts("inherited constructor", {1, 1},
         [] { Table table({{1, 2}}, std::less<int>()); });
  counts("inherited method", {"operator[]"},
         [table = Table()]() mutable { table[1] = 2; });
}

void insideOthers() {
  in("maps in other types");
  counts("unique_ptr", {1, 1}, [] { std::make_unique<Map>(); });
  counts("shared_ptr", {1, 1}, [] { std::make_shared<Map>(); });
  counts("optional", {2, 2, 1}, [] {
    std::optional<Map> maybe;
    maybe.emplace();
    std::optional<Map> copy = maybe;
  });
  counts("variant", {3, 3, 1}, [] {
    std::variant<int, Map, Hashed> one = Map();
    one = 3;
    one.emplace<Hashed>();
  });
  counts(
      "map of maps", {2, 2},
      [] {
        std::map<int, Map> outer;
        outer[1];
      },
      /*others=*/true);
  // Each growth moves what is there and destroys what it was moved from.
  int moved = 0;
  {
    std::vector<Map> plan;
    for (size_t i = 0, room = 0; i < 9; ++i) {
      plan.emplace_back();
      moved += plan.capacity() != room ? int(i) : 0;
      room = plan.capacity();
    }
  }
  counts("vector growth", {9 + moved, 9 + moved, moved}, [] {
    std::vector<Map> maps;
    for (int i = 0; i < 9; ++i)
      maps.emplace_back();
  });
}

struct Thrower {
  Map before;
  Hashed also;
  std::string text;
  Map after;
  Thrower() : text(throwing()) {}
  static const char *throwing() { throw 1; }
};
struct ThrowingLess {
  static bool armed;
  bool operator()(int left, int right) const {
    if (armed)
      throw 2;
    return left < right;
  }
};
bool ThrowingLess::armed;

void exceptions() {
  in("exceptions");
  auto catching = [](auto function) {
    try {
      function();
    } catch (int) {
    }
  };
  counts("constructor of a class with maps", {2, 2},
         [&] { catching([] { Thrower thrower; }); });
  counts("unwound scope", {2, 2}, [&] {
    catching([] {
      Map map;
      Hashed other;
      throw 1;
    });
  });
  using Throwing = std::map<int, int, ThrowingLess>;
  const std::vector<std::pair<int, int>> values{{1, 2}, {3, 4}};
  // Nothing was constructed, nothing is destroyed.
  ThrowingLess::armed = true;
  counts("constructor of a map", {0, 0}, [&] {
    catching([&] { Throwing map(values.begin(), values.end()); });
  });
  ThrowingLess::armed = false;
  Throwing map{{1, 2}};
  ThrowingLess::armed = true;
  counts("insertion", {"emplace"},
         [&] { catching([&] { map.emplace(2, 3); }); });
  ThrowingLess::armed = false;
}

int main() {
  constructors<std::map<int, int>>("std::map");
  constructors<std::unordered_map<int, int>>("std::unordered_map");
  methods<std::map<int, int>>("std::map");
  methods<std::unordered_map<int, int>>("std::unordered_map");
  uniqueMethods<std::map<int, int>>("std::map");
  uniqueMethods<std::unordered_map<int, int>>("std::unordered_map");
#ifdef WHOLE
  constructors<std::multimap<int, int>>("std::multimap");
  constructors<std::set<int>>("std::set");
  constructors<std::multiset<int>>("std::multiset");
  constructors<std::unordered_multimap<int, int>>("std::unordered_multimap");
  constructors<std::unordered_set<int>>("std::unordered_set");
  constructors<std::unordered_multiset<int>>("std::unordered_multiset");
  assignments<std::map<int, int>>("std::map");
  assignments<std::multiset<int>>("std::multiset");
  assignments<std::unordered_map<int, int>>("std::unordered_map");
  assignments<std::unordered_multiset<int>>("std::unordered_multiset");
  methods<std::multimap<int, int>>("std::multimap");
  methods<std::unordered_multimap<int, int>>("std::unordered_multimap");
#endif
  enclosing();
  insideOthers();
  exceptions();
  return finish();
}
