// RUN: %counted -std=c++20
// Intent: an operation is seen wherever its code stands: templates, lambdas,
// default arguments, initialisers, virtual methods, pointers to methods, explicit
// instantiation and extern template; and in the coroutine of C++20.
#include "counted.h"

#include <mapsan/mapsan.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>
#if __cplusplus >= 202002L
#include <coroutine>
#endif

using Map = std::map<int, int>;
using Long = std::map<int, long>;
extern template class std::map<int, short>;
template class std::map<int, short>;
template class std::unordered_map<int, long>;

Map shared;

template <typename Any> size_t inTemplate(Any &map) { return map.size(); }
template <typename Any> struct Box {
  Any map;
  void add(int key) { map[key] = 1; }
};
template struct Box<Long>;

size_t byDefault(size_t n = shared.size()) { return n; }
size_t twice(size_t a = shared.size(), size_t b = byDefault()) { return a + b; }

struct Member {
  Map own{shared};
  size_t known = own.size();
  bool isEmpty;
  Member() : isEmpty(own.empty()) {}
};

struct MAPSAN_MAP Table {
  virtual ~Table() {}
  virtual int get(int key) const { return key; }
  virtual void put(int) {}
  int size() const { return 1; }
};
struct Lru final : Table {
  int get(int key) const override { return key + 1; }
  void put(int) override {}
};

struct Visitor {
  Map &map;
  void operator()(int key) const { map.erase(key); }
};

size_t staticSize() {
  static size_t size = shared.size();
  return size;
}
inline Map &global() {
  static Map map{{1, 2}};
  return map;
}
thread_local Map own;

#if __cplusplus >= 202002L
struct Task {
  struct promise_type {
    Task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
  ~Task() { handle.destroy(); }
};
Task coroutine(Map map) {
  map.erase(1);
  co_await std::suspend_always();
  map.clear();
}
#endif

int main() {
  in("contexts");
  counts("template", {"size"}, [] { inTemplate(shared); });
  counts("class template", {"operator[]"}, [box = Box<Long>()]() mutable {
    box.add(1);
  });
  counts("lambda", {"size"}, [] { [] { return shared.size(); }(); });
  counts("generic lambda", {"count"}, [] {
    [](auto &map, auto key) { return map.count(key); }(shared, 1);
  });
  counts("default argument", {"size"}, [] { byDefault(); });
  counts("two default arguments", {"size", 2}, [] { twice(); });
  counts("member initialisers", {1, 1, 1, "size", 1}, [] { Member member; },
         /*others=*/true);
  counts("static initialiser", {"size"}, [] { staticSize(), staticSize(); });
  counts("local static", {1, 0}, [] { global(), global(); });
  counts("thread_local", {1, 1}, [] {
    std::thread([] { own[1] = 2; }).join();
  }, true);
  {
    std::unique_ptr<Table> table = std::make_unique<Lru>();
    counts("virtual", {"get"}, [&] { table->get(1); });
    counts("virtual write", {"put"}, [&] { table->put(1); });
    counts("virtual, by pointer", {"get"},
           [&] { std::invoke(&Table::get, *table, 1); });
    counts("virtual, named", {"get"}, [&] { table->Table::get(1); });
    counts("virtual destructor", {0, 1}, [&] { table.reset(); });
  }
  {
    Lru lru;
    counts("devirtualised", {"get"}, [&] { lru.get(1); });
  }
  counts("std::invoke", {"size"}, [] { std::invoke(&Map::size, shared); });
  counts("mem_fn", {"clear"}, [] { std::mem_fn(&Map::clear)(shared); });
  counts("bind", {"clear"}, [] { std::bind(&Map::clear, &shared)(); });
  counts("std::function", {"empty"}, [] {
    std::function<bool(const Map &)> empty = &Map::empty;
    empty(shared);
  });
  counts("explicit instantiation", {"clear"}, [map = std::map<int, short>()
  ]() mutable { map.clear(); });
  counts("unordered, explicit instantiation", {"clear"},
         [map = std::unordered_map<int, long>()]() mutable { map.clear(); });
  const std::vector<int> keys{1, 2, 3};
  counts("algorithm", {"erase", 3},
         [&] { std::for_each(keys.begin(), keys.end(), Visitor{shared}); });
  {
    std::set<int> set;
    counts("inserter", {"insert", 3}, [&] {
      std::copy(keys.begin(), keys.end(), std::inserter(set, set.begin()));
    }, true);
    counts("range for", {"begin"}, [&] { for (int key : set) (void)key; },
           true);
  }
  counts("conditional and comma", {1, 1, 0, "clear", 2}, [] {
    Map other;
    (shared.empty() ? shared : other).clear(), other.clear();
  }, true);
  counts("never evaluated", {0, 0}, [] {
    static_assert(sizeof(shared.size()) == sizeof(size_t));
    (void)noexcept(shared.clear());
  });
#if __cplusplus >= 202002L
  counts("coroutine", {2, 2, 2, "erase", 1}, [] {
    Task task = coroutine(Map(shared));
    task.handle.resume();
    task.handle.resume();
  }, true);
#endif
  return finish();
}
