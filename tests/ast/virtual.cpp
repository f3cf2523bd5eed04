// RUN: %clangxx -g -emit-llvm -S -fplugin=%plugin %s -o %t.ll && FileCheck %s < %t.ll
// Intent: a method that overrides an annotated class's is one of the map's too, with the map where the base is.
#include <mapsan/mapsan.h>

struct MAPSAN_MAP Cache {
  virtual ~Cache() {}
  virtual int get(int key) const { return key; }
  virtual void put(int, int) {}
  MAPSAN_READS virtual int peek(int key) { return key; }
};
struct Named {
  virtual ~Named() {}
  const char *name = "";
};
struct Lru : Named, Cache {
  int get(int key) const override { return key + 1; }
  void put(int, int) override {}
  int peek(int key) override { return key; }
  virtual void other() {}
};
int main() {
  Lru lru;
  Cache &cache = lru;
  cache.put(1, cache.get(2) + cache.peek(3));
}
// CHECK-NOT: name=other
// CHECK-DAG: name=get;type=Cache;chain=5Cache;operand=-1,0,read,never
// CHECK-DAG: name=get;type=Cache;chain=5Cache;operand=-1,16,read,never
// CHECK-DAG: name=put;type=Cache;chain=5Cache;operand=-1,0,write,always
// CHECK-DAG: name=put;type=Cache;chain=5Cache;operand=-1,16,write,always
// CHECK-DAG: name=peek;type=Cache;chain=5Cache;{{(keytype=int;)?}}operand=-1,16,read,never
// CHECK-NOT: name=other
