// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intent: a library is unloaded and loaded again at the same place; its map is
// another one, which nobody saw being made. The loader orders the two.
//
// RUN: %mapsanxx -O1 -shared -fPIC -Wl,-Ttext-segment=0x600000000000 -DLIBRARY %s -o %t.so
// RUN: %mapsanxx -O1 %s -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t %t.so > %t.out 2>&1 && %silent %t.out
#include "mapsan_test.h"

#include <mapsan/mapsan.h>
#ifdef LIBRARY
struct MAPSAN_MAP Table {
  MAPSAN_WRITES void set(int at, int value) { values[at] = value; }
  int get(int at) const { return values[at]; }
  int values[8];
};
static Table table;
extern "C" void *use() {
  table.set(1, table.get(1) + 1);
  return &table;
}
#else
#include <dlfcn.h>

using Use = void *();

void *useOnce(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  void *table = reinterpret_cast<Use *>(dlsym(library, "use"))();
  dlclose(library);
  return table;
}

int main(int, char **paths) {
  Barrier isDone;
  void *first = nullptr, *second = nullptr;
  runBoth(
      [&] {
        first = useOnce(paths[1]);
        isDone.arrive();
      },
      [&] {
        isDone.wait();
        second = useOnce(paths[1]);
      });
  return first != second;
}
#endif
