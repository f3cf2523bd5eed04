// UNSUPPORTED: llvm-14
// RUN: split-file %s %t
// RUN: %clangxx -std=c++20 -g --precompile %t/store.cppm -o %t/store.pcm -fplugin=%plugin
// RUN: %clangxx -std=c++20 -g -c %t/store.pcm -o %t/store.o -fplugin=%plugin -fplugin-arg-mapsan-print-plan 2>&1 | FileCheck %s --check-prefix=STORE
// RUN: %clangxx -std=c++20 -g -fmodule-file=store=%t/store.pcm -c %t/user.cpp -o %t/user.o -fplugin=%plugin -fplugin-arg-mapsan-print-plan 2>&1 | FileCheck %s --check-prefix=USER
// Intent: maps of a named module are instrumented in the module's object and in its users.
// STORE: Store@store::put(int): operator[] on 'std::map<int, long>' (upsert) object 'Store::rows'
// USER-DAG: user.cpp:4:17: main: clear on 'std::map<int, long>' (write) object 'Store::raw()'
// USER-DAG: Box@store<long>::put(long): operator[] on 'std::map<long, int>' (upsert) object 'Box::rows'
//--- store.cppm
module;
#include <map>
export module store;
export class Store {
  std::map<int, long> rows;
public:
  void put(int i);
  std::map<int, long> &raw() { return rows; }
};
void Store::put(int i) { rows[i] = 1; }
export template <typename Key> struct Box {
  std::map<Key, int> rows;
  void put(Key key) { rows[key] = 1; }
};
//--- user.cpp
import store;
int main() {
  Store store;
    store.raw().clear();
  Box<long>().put(1);
}
