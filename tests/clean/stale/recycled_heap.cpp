// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %clangxx -O1 -DPLAIN_UNIT -c %s -o %t.o && %mapsanxx -O1 %s %t.o -o %t
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: a map is deleted and another one built in its memory by another thread,
// in code without the plugin; and one that needs no constructor. The allocator
// orders the two.
#include <map>

struct Holder {
  std::map<int, int> ages;
  char more[1 << 20];
};

#ifdef PLAIN_UNIT
Holder *make() { return new Holder; }
void drop(Holder *holder) { delete holder; }
#else
#include "mapsan_test.h"

#include <cstdlib>
#include <malloc.h>
#include <mapsan/mapsan.h>
#include <vector>

Holder *make();
void drop(Holder *holder);

struct MAPSAN_MAP Table {
  MAPSAN_WRITES void set(int at, int value) { values[at] = value; }
  int get(int at) const { return values[at]; }
  int values[1 << 18];
};
Table *makeTable() {
  return static_cast<Table *>(std::calloc(1, sizeof(Table)));
}

// Asks until the allocator gives this block again.
template <typename Made> Made *again(Made *block, Made *(*make)()) {
  for (int i = 0; i < 1000; ++i)
    if (Made *made = make(); made == block || !block)
      return made;
  std::exit(1);
}

void use(Holder *&holder, Table *&table) {
  holder = again(holder, make);
  holder->ages.emplace(1, 1);
  holder->ages.erase(1);
  table = again(table, makeTable);
  table->set(1, table->get(1) + 1);
  drop(holder);
  std::free(table);
}

int main() {
  mallopt(M_MMAP_THRESHOLD, 1 << 16); // not from areas of the threads' own
  Holder *holder = nullptr;
  Table *table = nullptr;
  Barrier isReady, isDone, mayEnd;
  runBoth(
      [&] {
        isReady.wait();
        use(holder, table);
        isDone.arrive();
        mayEnd.wait();
      },
      [&] {
        // What a thread needs for itself must not come to lie there.
        Holder *own = nullptr;
        Table *ownTable = nullptr;
        use(own, ownTable);
        isReady.arrive();
        isDone.wait();
        use(holder, table);
        mayEnd.arrive();
      });
}
#endif
