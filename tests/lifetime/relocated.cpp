// RUN: %mapsanxx -O2 %s -o %t && %root/tests/support/lifetime %t
// Intent: a map that is moved as its bytes are (memcpy, realloc) is another one at its new
// address, which no constructor tells: what was known of the address is no longer true where
// an allocator gave it out, and what follows there is told like anything else.
#include "lifetime.h"

#include <mapsan/mapsan.h>

#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

// As folly's and Qt's vectors do with what they are told is relocatable.
struct MAPSAN_MAP Sorted {
  explicit Sorted(int size) : size_(size), values_(new int[8]()) {}
  MAPSAN_WRITES void add(int value) { values_[size_++] = value; }
  int size() const { return size_; }
  int at(int place) const { return values_[place]; }

private:
  int size_;
  int *values_;
  char more_[100]; // not from what the allocator keeps for each thread
};

struct Row {
  Sorted *maps = nullptr;
  int count = 0;
  void grow() {
    maps = static_cast<Sorted *>(std::realloc(static_cast<void *>(maps), ++count * sizeof(Sorted)));
    new (maps + count - 1) Sorted(count % 3);
    maps[count - 1].add(1);
    (void)maps[0].at(0);
  }
  ~Row() { std::free(maps); }
};

// Threads with rows of their own, which take their blocks from one heap.
const int oneHeap = mallopt(M_ARENA_MAX, 1);
void rowsGrow() {
  for (int round = 0; round < 50; ++round) {
    Row row;
    for (int i = 0; i < 30; ++i)
      row.grow();
  }
}

// One row, used by both.
Row shared;
void sharedGrows() {
  for (int i = 0; i < 5; ++i)
    shared.grow();
}
void sharedIsAsked() { (void)shared.maps[4].at(0); }

// An assignment of bytes, into memory that an object had before.
Sorted here(1), there(2);
alignas(Sorted) unsigned char kept[sizeof(Sorted)];
void isCarriedAway() {
  here.add(1);
  std::memcpy(kept, static_cast<void *>(&here), sizeof here);
  reinterpret_cast<Sorted *>(kept)->add(2);
}
void keptIsAsked() { (void)reinterpret_cast<Sorted *>(kept)->at(0); }

int main(int, char **arguments) {
  return runCases(arguments, {{"rows", nullptr, rowsGrow, rowsGrow},
                              {"shared row", "read and map write", sharedGrows, sharedIsAsked},
                              {"carried", "read and map write", isCarriedAway, keptIsAsked}});
}
