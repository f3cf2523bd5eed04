// RUN: %clangxx -std=c++20 -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -std=c++20 -g -O2 -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx -std=c++20 -g -fplugin=%plugin -fplugin-arg-mapsan-print-plan -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=NEVER
// Intent: calls are found wherever code can stand, and named there; what is never evaluated is not a call.
#include <algorithm>
#include <coroutine>
#include <map>
#include <memory>
#include <set>

using Map = std::map<int, long>;
Map shared;

template <typename Container> void inTemplate(Container &container) {
  container.clear(); // CHECK-DAG: [[#@LINE]]:13: {{.*}}: clear on 'std::map<int, long>' (write) object 'container'
}
void inDefault(size_t n = shared.size());

struct Holder {
  Map own;
  size_t atStart = own.size(); // CHECK-DAG: [[#@LINE]]:24: {{.*}}: size on {{.*}} (read) object 'Holder::own'
  Holder() : own(shared) {}    // CHECK-DAG: [[#@LINE]]:14: {{.*}}: map on {{.*}} (construct, read-all) object 'Holder::own'
};
template <typename Key> struct Box {
  std::set<Key> keys;
  void add(Key key) { keys.insert(key); } // CHECK-DAG: [[#@LINE]]:28: Box<char>::add(char): insert on 'std::set<char>' (upsert) object 'Box::keys'
};

struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
Task coroutine() {
  shared.erase(1); // CHECK-DAG: [[#@LINE]]:10: coroutine(): erase on {{.*}} (erase) object 'shared'
  co_return;
}

#define TWO(a, b) a.clear(), b.clear()

void here(std::unique_ptr<Map> pointer, Map *(&table)[2]) {
  Map local;
  inTemplate(local);
  inDefault(); // CHECK-DAG: [[#@LINE]]:3: {{.*}}: size on {{.*}} (read) object 'shared'
  auto lambda = [&](auto by) { return local.count(by); }; // CHECK-DAG: [[#@LINE]]:45: {{.*}}: count on {{.*}} (read) object 'local'
  lambda(1);
  pointer->erase(2);   // CHECK-DAG: [[#@LINE]]:12: {{.*}}: erase on {{.*}} (erase) object '*pointer'
  table[1]->erase(3);  // CHECK-DAG: [[#@LINE]]:13: {{.*}}: erase on {{.*}} (erase) object 'table[...]'
  std::map<int, Map> nested;
  nested[1][2] = 3;    // CHECK-DAG: [[#@LINE]]:3: {{.*}}: operator[] on 'std::map<int, long>' (upsert) object 'nested[...]'
                       // CHECK-DAG: [[#@LINE-1]]:3: {{.*}}: operator[] on 'std::map<int, std::map<int, long>>' (upsert) object 'nested'
  TWO(local, shared);  // CHECK-DAG: [[#@LINE]]:3: {{.*}}: clear on {{.*}} (write){{$}}
  Box<char>().add('x');
  Holder holder;
  Holder copy = holder;
  copy = holder;       // CHECK-DAG: Holder::operator=(Holder const&): operator= on {{.*}} (write, read-all) object
  std::erase_if(local, [](auto &) { return true; }); // CHECK-DAG: bits/erase_if.h:{{.*}}: erase on 'std::map<int, long>' (write)
  static_assert(sizeof(local.size()) == sizeof(size_t)); // NEVER-NOT: :[[#@LINE]]:
  (void)noexcept(local.clear());                         // NEVER-NOT: :[[#@LINE]]:
  using Size = decltype(local.size());                   // NEVER-NOT: :[[#@LINE]]:
  (void)Size();
}
