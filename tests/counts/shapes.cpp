// RUN: %counted
// Intent: map classes in the shapes of other libraries: every constructor,
// destructor and method that runs is seen, once, on the sub-object that holds
// the storage.
#include "executed.h"

#include <mapsan/mapsan.h>

#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

struct Allocator {};
struct Hash {};

// Abseil: flat_hash_map : raw_hash_map : raw_hash_set, which has it all.
template <typename Policy> class raw_hash_set {
public:
  raw_hash_set() { executed::constructed(this); }
  explicit raw_hash_set(int, Hash = {}, const Allocator & = {})
      : raw_hash_set() {} // delegates
  template <typename Iterator>
  raw_hash_set(Iterator first, Iterator last) : raw_hash_set(9) {
    Did did(this);
    for (; first != last; ++first)
      insert(*first);
  }
  raw_hash_set(std::initializer_list<int> list)
      : raw_hash_set(list.begin(), list.end()) {}
  raw_hash_set(const raw_hash_set &other) {
    executed::constructed(this);
    executed::argument(&other);
    size_ = other.size_;
  }
  raw_hash_set(const raw_hash_set &other, const Allocator &) {
    executed::constructed(this);
    executed::argument(&other);
    size_ = other.size_;
  }
  raw_hash_set(raw_hash_set &&other) noexcept {
    executed::constructed(this);
    executed::argument(&other);
    size_ = std::exchange(other.size_, 0);
  }
  raw_hash_set(raw_hash_set &&other, const Allocator &) {
    executed::constructed(this);
    executed::argument(&other);
    size_ = std::exchange(other.size_, 0);
  }
  raw_hash_set &operator=(const raw_hash_set &other) {
    Did did(this, "operator=");
    executed::argument(&other);
    size_ = other.size_;
    return *this;
  }
  raw_hash_set &operator=(raw_hash_set &&other) noexcept {
    Did did(this, "operator=");
    executed::argument(&other);
    size_ = other.size_;
    return *this;
  }
  ~raw_hash_set() {
    Did did(this, "destroy");
    destroySlots();
  }
  int size() const { // is asked by the runtime, so it does not count
    return size_;
  }
  bool empty() const {
    Did did(this, "empty");
    return size() == 0;
  }
  int *begin() {
    Did did(this, "begin");
    return slots_;
  }
  template <typename Key> int *find(const Key &key) {
    Did did(this, "find");
    return slots_ + int(key) % 4;
  }
  std::pair<int *, bool> insert(int key) {
    Did did(this, "insert");
    return {find(key), ++size_ > 0};
  }
  template <typename... Arguments> int *emplace(Arguments &&...all) {
    Did did(this, "emplace");
    return insert(all...).first;
  }
  int erase(int) {
    Did did(this, "erase");
    return size_ ? size_-- : 0;
  }
  void clear() {
    Did did(this, "clear");
    destroySlots();
  }
  void swap(raw_hash_set &other) {
    Did did(this, "swap");
    executed::argument(&other);
    std::swap(size_, other.size_);
  }

protected:
  int *prepare(int key) {
    ++size_;
    return find(key);
  }

private:
  void destroySlots() { size_ = 0; }
  int size_ = 0;
  int slots_[4] = {};
};

template <typename Policy> class raw_hash_map : public raw_hash_set<Policy> {
  using Base = raw_hash_set<Policy>;

public:
  raw_hash_map() {}
  using Base::raw_hash_set;
  int &operator[](int key) {
    Did did(this, "operator[]");
    return *this->prepare(key);
  }
  int &at(int key) {
    Did did(this, "at");
    return *Base::find(key);
  }
};

template <typename Key>
class MAPSAN_MAP flat_hash_map : public raw_hash_map<Key> {
  using Base = typename flat_hash_map::raw_hash_map;

public:
  flat_hash_map() {}
  using Base::Base;
  using Base::begin;
  using Base::clear;
  using Base::emplace;
  using Base::erase;
  using Base::find;
  using Base::insert;
  using Base::swap;
  using Base::operator[];
};

// tsl: the storage is a member; constructors delegate.
class robin_hash {
public:
  int cells[4] = {};
};
template <typename Key> class MAPSAN_MAP robin_map {
public:
  robin_map() : robin_map(16) {}
  explicit robin_map(int) { executed::constructed(this); }
  explicit robin_map(int, Hash, const Allocator & = {}) : robin_map(16) {}
  template <typename Iterator>
  robin_map(Iterator first, Iterator last) : robin_map() {
    Did did(this);
    for (; first != last; ++first)
      insert(*first);
  }
  robin_map(std::initializer_list<int> list)
      : robin_map(list.begin(), list.end()) {}
  robin_map(const robin_map &other) : table_(other.table_) {
    executed::constructed(this);
    executed::argument(&other);
  }
  robin_map(robin_map &&other) noexcept : table_(other.table_) {
    executed::constructed(this);
    executed::argument(&other);
  }
  robin_map(const robin_map &other, const Allocator &) : robin_map(other) {}
  robin_map(robin_map &&other, const Allocator &)
      : robin_map(std::move(other)) {}
  robin_map &operator=(const robin_map &other) {
    Did did(this, "operator=");
    executed::argument(&other);
    return *this;
  }
  robin_map &operator=(robin_map &&other) noexcept {
    Did did(this, "operator=");
    executed::argument(&other);
    return *this;
  }
  ~robin_map() { Did did(this, "destroy"); }
  bool empty() const {
    Did did(this, "empty");
    return false;
  }
  int *begin() {
    Did did(this, "begin");
    return table_.cells;
  }
  template <typename Any> int *find(const Any &key) {
    Did did(this, "find");
    return table_.cells + int(key) % 4;
  }
  std::pair<int *, bool> insert(int key) {
    Did did(this, "insert");
    return {find(key), true};
  }
  template <typename... Arguments> int *emplace(Arguments &&...all) {
    Did did(this, "emplace");
    return insert(all...).first;
  }
  int &operator[](int key) {
    Did did(this, "operator[]");
    return *find(key);
  }
  int &at(int key) {
    Did did(this, "at");
    return *find(key);
  }
  int erase(int) {
    Did did(this, "erase");
    return 1;
  }
  void clear() { Did did(this, "clear"); }
  void swap(robin_map &other) {
    Did did(this, "swap");
    executed::argument(&other);
    std::swap(table_, other.table_);
  }
  friend void swap(robin_map &left, robin_map &right) { left.swap(right); }

private:
  robin_hash table_;
};

// Boost: another class of the same library is a friend and looks inside; the
// class itself is final and has a policy in front.
struct Traits {
  long statistics = 0;
};
template <typename Key>
class MAPSAN_MAP boost_map final : Traits, public robin_map<Key> {
public:
  using robin_map<Key>::robin_map;
  boost_map() = default;
  boost_map(const boost_map &) = default;
  boost_map(boost_map &&) = default;
  boost_map(const boost_map &other, const Allocator &a)
      : Traits(other), robin_map<Key>(other, a) {}
  boost_map(boost_map &&other, const Allocator &a)
      : Traits(other), robin_map<Key>(std::move(other), a) {}
  boost_map &operator=(const boost_map &) = default;
  boost_map &operator=(boost_map &&) = default;
  int &at(int key) { return robin_map<Key>::at(key); }
};

// The storage lies behind another base that is not empty, and the class is
// polymorphic: destructors come in three kinds, and by the table.
struct Named {
  virtual ~Named() {}
  virtual const char *name() const { return "?"; }
  long id = 0;
};
template <typename Key>
class MAPSAN_MAP second_base : public Named, public flat_hash_map<Key> {
public:
  using flat_hash_map<Key>::flat_hash_map;
  second_base() {}
  second_base(const second_base &) = default;
  second_base(second_base &&) = default;
  second_base(const second_base &other, const Allocator &a)
      : Named(other), flat_hash_map<Key>(other, a) {}
  second_base(second_base &&other, const Allocator &a)
      : Named(other), flat_hash_map<Key>(std::move(other), a) {}
  second_base &operator=(const second_base &) = default;
  second_base &operator=(second_base &&) = default;
  using flat_hash_map<Key>::find;
  const char *name() const override { return "second"; }
};

// A virtual base: constructors of base objects get a hidden argument.
struct Shared {
  virtual ~Shared() {}
  long owners = 1;
};
template <typename Key>
class MAPSAN_MAP virtual_base : public virtual Shared,
                                public flat_hash_map<Key> {
public:
  using flat_hash_map<Key>::flat_hash_map;
  virtual_base() {}
  virtual_base(const virtual_base &) = default;
  virtual_base(virtual_base &&) = default;
  virtual_base(const virtual_base &other, const Allocator &a)
      : Shared(other), flat_hash_map<Key>(other, a) {}
  virtual_base(virtual_base &&other, const Allocator &a)
      : Shared(other), flat_hash_map<Key>(std::move(other), a) {}
  virtual_base &operator=(const virtual_base &) = default;
  virtual_base &operator=(virtual_base &&) = default;
};

template <typename Map> struct InVirtualBase : virtual Map {
  using Map::Map;
  int more = 0;
};
template <typename Map> struct Deepest : InVirtualBase<Map>, Allocator {};

template <typename Map> void constructors() {
  Allocator allocator;
  const int keys[] = {1, 2};
  {
    Map map;
  }
  {
    Map map(7);
  }
  {
    Map map(7, Hash());
  }
  {
    Map map(7, Hash(), allocator);
  }
  {
    Map map(keys, keys + 2);
  }
  {
    Map map{1, 2, 3};
  }
  Map from;
  {
    Map map(from);
  }
  {
    Map map(from, allocator);
  }
  {
    Map map(std::move(from));
  }
  {
    Map map(std::move(from), allocator);
  }
  {
    Map maps[3];
  }
  delete new Map;
  delete[] new Map[3];
  {
    std::vector<Map> maps;
    for (int i = 0; i < 9; ++i)
      maps.emplace_back();
    maps.erase(maps.begin() + 2);
  }
  {
    std::optional<Map> maybe(from), other(std::move(maybe));
  }
  {
    auto map = std::make_unique<Map>();
  }
  executed::compare("constructors");
}

template <typename Map> struct Holder {
  Map one;
  int number = 0;
  Map two{1, 2};
};
template <typename Map> struct HolderWithBase : Map {
  Map member;
};

template <typename Map> void enclosing() {
  {
    Holder<Map> holder, copy(holder), moved(std::move(holder));
    copy = moved;
    moved = std::move(copy);
    std::swap(copy, moved);
  }
  {
    HolderWithBase<Map> holder, copy(holder), moved(std::move(holder));
    copy = moved;
    moved = std::move(copy);
  }
  {
    InVirtualBase<Map> plain, copy(plain);
  }
  {
    Deepest<Map> deepest, copy(deepest), moved(std::move(deepest));
    copy = moved;
    copy.insert(3);
    copy.find(3);
  }
  try {
    struct Thrower : Holder<Map> {
      Map own;
      Thrower() { throw 1; }
    } thrower;
  } catch (int) {
  }
  executed::compare("enclosing classes");
}

template <typename Map> void callInside(Map &map) {
  [&](auto key) { map.insert(key); }(5);
}

template <typename Map> void methods() {
  {
    Map map, other;
    const Map &fixed = map;
    map.insert(1);
    map.emplace(2);
    map[3] = 4;
    map.at(3) = 5;
    (void)map.find(1);
    (void)map.find(2.5);
    (void)map.begin();
    (void)fixed.empty();
    (void)map.erase(3);
    map.clear();
    map.swap(other);
    map = other;
    map = std::move(other);
    callInside(map);
    auto find = &Map::template find<int>;
    (map.*find)(3);
    auto clear = &Map::clear;
    (map.*clear)();
  }
  executed::compare("methods");
}

template <typename Map> void all(const char *shape) {
  int before = executed::failures;
  constructors<Map>();
  enclosing<Map>();
  methods<Map>();
  if (executed::failures != before)
    fprintf(stderr, "^ of %s\n", shape);
}

void throughPointers() {
  Named *named = new second_base<int>;
  delete named;
  Shared *shared = new virtual_base<int>{1, 2};
  delete shared;
  std::unique_ptr<Named> owner = std::make_unique<second_base<int>>();
  owner.reset();
  executed::compare("through pointers to bases");
}

int main() {
  all<flat_hash_map<int>>("flat_hash_map");
  all<robin_map<int>>("robin_map");
  all<second_base<int>>("second_base");
  all<virtual_base<int>>("virtual_base");
  constructors<boost_map<int>>();
  methods<boost_map<int>>();
  throughPointers();
  return executed::finish();
}
