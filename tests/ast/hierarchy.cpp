// RUN: %clangxx -g -emit-llvm -S -fplugin=%plugin -fplugin-arg-mapsan-print-plan %s -o %t.ll 2>%t.plan
// RUN: FileCheck %s < %t.ll
// RUN: FileCheck %s --check-prefix=PLAN < %t.plan
// Intent: a method that lives in a base is a method of the map, and every
// link of the chain leads to the one sub-object that holds the storage.
#include <mapsan/mapsan.h>

#include <map>

template <typename Key> struct raw_set {
  raw_set() {}
  ~raw_set() { slots = nullptr; }
  int *find(const Key &) { return slots; }
  template <typename Any> void insert(Any &&) {}
  int *slots = nullptr;
};
struct Tracked {
  virtual ~Tracked() {}
  long id;
};
template <typename Key> struct policy {};

template <typename Key>
struct MAPSAN_MAP flat_set : policy<Key>, Tracked, raw_set<Key> {
  using raw_set<Key>::find;
  bool empty() const { return !this->slots; }
  int hits;
};
struct Registry : flat_set<int> {};

int main() {
  Registry registry;
  registry.find(3);   // PLAN-DAG: [[#@LINE]]:12: main: find on 'flat_set<int>' (read) object 'registry'
  registry.insert(4); // PLAN-DAG: [[#@LINE]]:12: main: insert on 'flat_set<int>' (write) object 'registry'
  registry.empty();   // PLAN-DAG: [[#@LINE]]:12: main: empty on 'flat_set<int>' (read) object 'registry'
}

// The storage is 16 bytes into flat_set, and where raw_set's methods have it.
// CHECK-DAG: name=find;type=flat_set<int>;chain=7raw_setIiE;operand=-1,0,read,never
// CHECK-DAG: name=insert;type=flat_set<int>;chain=7raw_setIiE;operand=-1,0,write,always
// CHECK-DAG: name=empty;type=flat_set<int>;chain=7raw_setIiE;operand=-1,16,read,never
// CHECK-DAG: name=flat_set;type=flat_set<int>;chain=7raw_setIiE;operand=-1,16,construct
// CHECK-DAG: name=~flat_set;type=flat_set<int>;chain=7raw_setIiE;operand=-1,16,destroy
// CHECK-DAG: name=~flat_set;type=flat_set<int>;chain=7raw_setIiE;operand=-1,0,destroy
