// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls every method of map types on small samples and prints what it really did;
// behaviour.py compares that with the models. What counts is seen by the page
// tables, not asked of the library: object and nodes of the map lie in a region of
// their own (an allocator of ours), and each sample runs four times on fresh maps,
//
//   plainly               size before and after, what the result tells
//   map read-only         does it write the map? (a fault says so)
//   map not accessible    does it touch the map at all?
//   argument read-only    does it write the map that is its argument?
//
// What an operation allocates meanwhile comes from a third region. One line per
// sample, fields as in `print` below. No destructor runs on a map whose operation
// was cut short by a fault: its region is simply filled anew.
//
// A library's own file names its types and calls all<M>() for each. What a type
// does not have makes a line of its first four fields.
#ifndef MAPSAN_TESTS_MODELS_BEHAVIOUR_H
#define MAPSAN_TESTS_MODELS_BEHAVIOUR_H

#include <csetjmp>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <string>
#include <sys/mman.h>
#include <type_traits>
#include <utility>
#include <vector>

// ---- regions, and the allocator that fills the current one ----

struct Region {
  static constexpr size_t kSize = 1 << 16;
  char *start = static_cast<char *>(mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  size_t used = 0;

  void *take(size_t bytes) {
    size_t at = (used + 15) & ~size_t{15};
    used = at + bytes;
    if (used > kSize)
      std::abort();
    return start + at;
  }
  void protect(int how) { mprotect(start, kSize, how); }
};

static Region objectRegion, argumentRegion, scratchRegion;
static Region *current = &scratchRegion;

template <class T> struct FromRegion {
  using value_type = T;
  // What C++98 wants to be told.
  using pointer = T *;
  using const_pointer = const T *;
  using reference = T &;
  using const_reference = const T &;
  using size_type = size_t;
  using difference_type = ptrdiff_t;
  template <class U> struct rebind {
    using other = FromRegion<U>;
  };
  FromRegion() = default;
  template <class U> FromRegion(const FromRegion<U> &) {}
  T *allocate(size_t count) {
    return static_cast<T *>(current->take(count * sizeof(T)));
  }
  void deallocate(T *, size_t) {}
  size_t max_size() const { return Region::kSize / sizeof(T); }
  friend bool operator==(FromRegion, FromRegion) { return true; }
  friend bool operator!=(FromRegion, FromRegion) { return false; }
};

// ---- what differs between types in a sample ----

template <class M> struct Traits {
  static constexpr bool isSet =
      std::is_same_v<typename M::key_type, typename M::value_type>;
};
/// Said by the library's file of its multimaps and multisets, and of types that only
/// copy.
template <class M> struct IsMulti : std::false_type {};
template <class M> struct HasMoves : std::true_type {};

template <class M> typename M::value_type element(int key) {
  if constexpr (Traits<M>::isSet)
    return key;
  else
    return {key, 10 * key};
}

constexpr int kPresent = 3, kAbsent = 7; // a sample map holds 1 to 5

template <class M> M *fill(Region &region, int first, int last) {
  region.protect(PROT_READ | PROT_WRITE);
  region.used = 0;
  current = &region;
  M *map = new (region.take(sizeof(M))) M;
  for (int key = first; key <= last; ++key)
    map->insert(element<M>(key));
  return map;
}

/// A value that outlives its sample: protected maps' nodes must not be freed.
template <class T> T &keep(T value) { return *new T(std::move(value)); }

/// What a result tells; -1: nothing.
struct Tells {
  int second = -1;
  long count = -1;
};

template <class T> Tells tellsOf(const T &) { return {}; }
template <class I> Tells tellsOf(const std::pair<I, bool> &result) {
  return {result.second, -1};
}
static Tells tellsOf(size_t count) { return {-1, static_cast<long>(count)}; }

// ---- running one sample ----

static sigjmp_buf afterFault;
static void onFault(int) { siglongjmp(afterFault, 1); }

/// What is not used need not be computed, even at -O0 where functions are inlined
/// by force.
template <class T> __attribute__((noinline, optnone)) void use(const T &) {}

/// True when the prepared call faults.
template <class Call> bool faults(Call &call) {
  current = &scratchRegion;
  if (sigsetjmp(afterFault, 1))
    return true;
  if constexpr (std::is_void_v<decltype(call())>)
    call();
  else
    use(call());
  return false;
}

static std::string typeName;

/// The type has no such method.
inline void absent(const char *method, const char *constness,
                   const std::string &kinds) {
  std::printf("%s|%s|%s|%s\n", typeName.c_str(), method, constness,
              kinds.c_str());
}

/// `prepare(map, argument)` returns the call, ready to run; all else it needs
/// (iterators, nodes) is made there.
template <class M, class Prepare>
void sample(const char *method, const char *constness, const char *kinds,
            Prepare prepare, int argumentFirst = 4, int argumentLast = 9) {
  Tells tells;
  M *map = nullptr, *argument = nullptr;
  auto again = [&] {
    argument = fill<M>(argumentRegion, argumentFirst, argumentLast);
    map = fill<M>(objectRegion, 1, 5);
    scratchRegion.used = 0;
    current = &scratchRegion;
    return prepare(*map, *argument);
  };
  auto plain = again();
  size_t before = map->size(), argumentBefore = argument->size();
  if constexpr (std::is_void_v<decltype(plain())>)
    plain();
  else
    tells = tellsOf(plain());
  // A moved or destroyed map is asked for its size no more than the plugin asks.
  bool gone = std::string(method) == "destructor";
  size_t after = gone ? before : map->size();
  size_t argumentAfter = argument->size();

  auto writing = again();
  objectRegion.protect(PROT_READ);
  bool wrote = faults(writing);
  auto touching = again();
  objectRegion.protect(PROT_NONE);
  bool touched = faults(touching);
  objectRegion.protect(PROT_READ | PROT_WRITE);
  auto writingArgument = again();
  argumentRegion.protect(PROT_READ);
  bool wroteArgument = faults(writingArgument);
  argumentRegion.protect(PROT_READ | PROT_WRITE);

  std::printf("%s|%s|%s|%s|%zu|%zu|%d|%ld|%d|%d|%zu|%zu|%d\n", typeName.c_str(),
              method, constness, kinds, before, after, tells.second,
              tells.count, wrote, touched, argumentBefore, argumentAfter,
              wroteArgument);
}

// ---- the samples ----

#define SAMPLE_ON(That, method, constness, kinds, ...)                         \
  if constexpr (requires(That & m, That & other) { __VA_ARGS__; })             \
    sample<M>(method, constness, kinds, [](That & m, That & other) {           \
      (void)m, (void)other;                                                    \
      return [&] { return __VA_ARGS__; };                                      \
    });                                                                        \
  else                                                                         \
    absent(method, constness, kinds)
#define SAMPLE(method, constness, kinds, ...)                                  \
  SAMPLE_ON(M, method, constness, kinds, __VA_ARGS__)
#define SAMPLE_CONST(method, kinds, ...)                                       \
  SAMPLE_ON(const M, method, "const", kinds, __VA_ARGS__)
#define READ(method, kinds, ...)                                               \
  SAMPLE(method, "", kinds, __VA_ARGS__);                                      \
  SAMPLE_CONST(method, kinds, __VA_ARGS__)
/// With something made beforehand: `arg`.
#define SAMPLE_WITH(method, kinds, made, ...)                                  \
  if constexpr (requires(M & m, M & other, std::decay_t<decltype(made)> &arg) { \
                  __VA_ARGS__;                                                 \
                })                                                             \
    sample<M>(method, "", kinds, [](M & m, M & other) {                        \
      (void)m, (void)other;                                                    \
      auto &arg = keep(made);                                                  \
      (void)arg;                                                               \
      return [&] { return __VA_ARGS__; };                                      \
    });                                                                        \
  else                                                                         \
    absent(method, "", kinds)

template <class M> void lookups() {
  READ("get_allocator", "", m.get_allocator());
  READ("max_size", "", m.max_size());
  READ("empty", "", m.empty());
  READ("size", "", m.size());
  READ("begin", "", m.begin());
  READ("cbegin", "", m.cbegin());
  READ("end", "", m.end());
  READ("cend", "", m.cend());
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    READ("find", "key", m.find(key));
    READ("count", "key", m.count(key));
    READ("contains", "key", m.contains(key));
    READ("equal_range", "key", m.equal_range(key));
    READ("bucket", "key", m.bucket(key));
    READ("lower_bound", "key", m.lower_bound(key));
    READ("upper_bound", "key", m.upper_bound(key));
  }
}

template <class M> void treeReads() {
  READ("key_comp", "", m.key_comp());
  READ("value_comp", "", m.value_comp());
  READ("rbegin", "", m.rbegin());
  READ("crbegin", "", m.crbegin());
  READ("rend", "", m.rend());
  READ("crend", "", m.crend());
}

template <class M> void hashMethods() {
  READ("hash_function", "", m.hash_function());
  READ("key_eq", "", m.key_eq());
  READ("max_bucket_count", "", m.max_bucket_count());
  READ("bucket_count", "", m.bucket_count());
  READ("bucket_size", "other", m.bucket_size(0));
  READ("load_factor", "", m.load_factor());
  READ("max_load_factor", "", m.max_load_factor());
  READ("begin", "other", m.begin(0));
  READ("cbegin", "other", m.cbegin(0));
  READ("end", "other", m.end(0));
  READ("cend", "other", m.cend(0));
  SAMPLE("max_load_factor", "", "other", m.max_load_factor(0.5f));
  SAMPLE("rehash", "", "other", m.rehash(100));
  SAMPLE("reserve", "", "other", m.reserve(100));
}

/// What a list for insert holds.
template <class M> struct ListValue {
  using Type = typename M::value_type;
};
template <class M>
  requires requires { typename M::init_type; }
struct ListValue<M> {
  using Type = typename M::init_type;
};
template <class M>
void insertList(M &map, std::initializer_list<typename ListValue<M>::Type> list)
  requires requires { map.insert(list); }
{
  map.insert(list);
}

template <class M> void insertions() {
  using Value = typename M::value_type;
  const char *value = Traits<M>::isSet ? "key" : "value";
  std::string hinted = std::string("iterator,") + value;
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    SAMPLE_WITH("insert", value, element<M>(key), m.insert(arg));
    SAMPLE_WITH("insert", "other", element<M>(key), m.insert(std::move(arg)));
    SAMPLE_WITH("insert", hinted.c_str(), m.begin(),
                m.insert(arg, element<M>(key)));
    SAMPLE("insert", "", "list", insertList(m, {element<M>(key)}));
    SAMPLE_WITH("insert", "other,other", std::vector<Value>{element<M>(key)},
                m.insert(arg.begin(), arg.end()));
    SAMPLE("insert", "", "iterator,iterator",
           m.insert(other.find(5), std::next(other.find(5))));
    SAMPLE_WITH("insert", "node",
                (*fill<M>(scratchRegion, key, key)).extract(key),
                m.insert(std::move(arg)));
    SAMPLE_WITH("insert", "iterator,node",
                (*fill<M>(scratchRegion, key, key)).extract(key),
                m.insert(m.begin(), std::move(arg)));
    SAMPLE("emplace", "", "other", m.emplace(element<M>(key)));
    SAMPLE_WITH("emplace_hint", "iterator,other", m.begin(),
                m.emplace_hint(arg, element<M>(key)));
    SAMPLE_WITH("insert_range", "other", std::vector<Value>{element<M>(key)},
                m.insert_range(arg));
    if constexpr (!Traits<M>::isSet) {
      SAMPLE("emplace", "", "other,other", m.emplace(key, 70));
      SAMPLE_WITH("emplace_hint", "iterator,other,other", m.begin(),
                  m.emplace_hint(arg, key, 70));
      SAMPLE("emplace", "", "other,other,other",
             m.emplace(std::piecewise_construct, std::forward_as_tuple(key),
                       std::forward_as_tuple(70)));
      SAMPLE_WITH("emplace_hint", "iterator,other,other,other", m.begin(),
                  m.emplace_hint(arg, std::piecewise_construct,
                                 std::forward_as_tuple(key),
                                 std::forward_as_tuple(70)));
    }
  }
  // Nothing in it: also for the multis a case without a change.
  SAMPLE("insert", "", "iterator,iterator", m.insert(other.end(), other.end()));
  SAMPLE("insert", "", "iterator,iterator",
         m.insert(other.begin(), other.end()));
  SAMPLE("insert", "", "list", insertList(m, {}));
  SAMPLE_WITH("insert", "other,other", std::vector<Value>(),
              m.insert(arg.begin(), arg.end()));
  SAMPLE_WITH("insert", "node", typename M::node_type(),
              m.insert(std::move(arg)));
  SAMPLE_WITH("insert", "iterator,node", typename M::node_type(),
              m.insert(m.begin(), std::move(arg)));
  SAMPLE_WITH("insert_range", "other", std::vector<Value>(),
              m.insert_range(arg));
}

/// A set's element from no arguments: the key 0, which is absent; and its
/// second coming.
template <class M> void emptyEmplaces() {
  SAMPLE("emplace", "", "", m.emplace());
  SAMPLE_WITH("emplace_hint", "iterator", m.begin(), m.emplace_hint(arg));
  SAMPLE_WITH("emplace", "", m.insert(element<M>(0)), m.emplace());
  SAMPLE_WITH("emplace_hint", "iterator", (m.insert(element<M>(0)), m.begin()),
              m.emplace_hint(arg));
}

template <class M> void uniqueMapMethods() {
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    SAMPLE("operator[]", "", "key", (void)m[key]);
    SAMPLE("try_emplace", "", "key,other", m.try_emplace(key, 70));
    SAMPLE_WITH("try_emplace", "iterator,key,other", m.begin(),
                m.try_emplace(arg, key, 70));
    SAMPLE("insert_or_assign", "", "key,other", m.insert_or_assign(key, 70));
    SAMPLE_WITH("insert_or_assign", "iterator,key,other", m.begin(),
                m.insert_or_assign(arg, key, 70));
  }
  READ("at", "key", m.at(kPresent));
}

template <class M> void removals() {
  for (bool present : {true, false}) {
    static int key;
    key = present ? kPresent : kAbsent;
    SAMPLE("erase", "", "key", m.erase(key));
    SAMPLE_WITH("extract", "key", typename M::node_type(),
                (void)new typename M::node_type(m.extract(key)));
  }
  SAMPLE_WITH("erase", "iterator", m.find(kPresent), (void)m.erase(arg));
  SAMPLE_WITH("erase", "iterator,iterator", m.begin(),
              (void)m.erase(arg, m.end()));
  SAMPLE_WITH("erase", "iterator,iterator", m.find(kPresent),
              (void)m.erase(arg, arg));
  SAMPLE_WITH("extract", "iterator", m.find(kPresent),
              (void)new typename M::node_type(m.extract(arg)));
  SAMPLE("clear", "", "", m.clear());
}

template <class M> void wholeMaps() {
  SAMPLE("swap", "", "map&", m.swap(other));
  SAMPLE("operator=", "", "const map&", (void)(m = std::as_const(other)));
  if constexpr (HasMoves<M>::value) {
    SAMPLE("operator=", "", "map&&", (void)(m = std::move(other)));
  } else {
    absent("operator=", "", "map&&");
  }
  SAMPLE_WITH("operator=", "list", element<M>(kAbsent),
              (void)(m = {arg, element<M>(8)}));
  SAMPLE("merge", "", "map&", m.merge(other));
  SAMPLE("merge", "", "map&&", m.merge(std::move(other)));
  if constexpr (requires(M & m, M & other) { m.merge(other); })
    for (const char *kinds : {"map&", "map&&"}) // nothing fits, or nothing is there
      sample<M>("merge", "", kinds,
                [](M &m, M &other) { return [&] { m.merge(other); }; }, 1,
                IsMulti<M>::value ? 0 : 5);
  // Constructors: the new map is where m was.
  SAMPLE("constructor", "", "", (void)new (&m) M);
  SAMPLE("constructor", "", "const map&", (void)new (&m) M(std::as_const(other)));
  SAMPLE("constructor", "", "const map&,other",
         (void)new (&m) M(std::as_const(other), FromRegion<int>()));
  if constexpr (HasMoves<M>::value) {
    SAMPLE("constructor", "", "map&&", (void)new (&m) M(std::move(other)));
  }
  SAMPLE("constructor", "", "map&&,other",
         (void)new (&m) M(std::move(other), FromRegion<int>()));
  SAMPLE("destructor", "", "", m.~M());
}

/// All that is said of the standard's containers, as far as M has it.
template <class M> void all(const char *name) {
  typeName = name;
  lookups<M>();
  insertions<M>();
  removals<M>();
  wholeMaps<M>();
  hashMethods<M>();
  treeReads<M>();
  if constexpr (Traits<M>::isSet)
    emptyEmplaces<M>();
  else if constexpr (!IsMulti<M>::value)
    uniqueMapMethods<M>();
}

/// Call before the first sample.
inline void catchFaults() {
  struct sigaction action = {};
  action.sa_handler = onFault;
  sigaction(SIGSEGV, &action, nullptr);
}

#endif
