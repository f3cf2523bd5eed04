// RUN: %mapsanxx -O0 %s -o %t0 && %mapsanxx -O2 %s -o %t2
// RUN: %mapsanxx -O2 -fplugin-arg-mapsan-table-bits=0 %s -o %t2.one
// RUN: %mapsanxx -O2 -fplugin-arg-mapsan-table-bits=4 %s -o %t2.sixteen
// RUN: for program in %t0 %t2 %t2.one %t2.sixteen; do %exits 0 $program > %t.out 2>&1 && %root/tests/support/silent %t.out || { cat %t.out; exit 1; }; done
// RUN: for bits in 0 4; do env MAPSAN_OPTIONS=table_bits=$bits %exits 0 %t2 > %t.out 2>&1 && %root/tests/support/silent %t.out || { cat %t.out; exit 1; }; done
// Intent: many maps, many operations, correct locking: never a report, also when
// all maps share one word of the table, or sixteen.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

struct Shelf {
  std::mutex mutex;
  std::map<int, std::string> ordered;
  std::unordered_map<int, std::map<int, int>> hashed;
};

Shelf shelves[8];

void works(unsigned seed) {
  std::map<int, int> own;
  for (int round = 0; round < 20000; ++round) {
    seed = seed * 1664525u + 1013904223u;
    Shelf &shelf = shelves[seed >> 29];
    int key = seed >> 16 & 63;
    own[key] = round;
    std::lock_guard<std::mutex> lock(shelf.mutex);
    switch (seed >> 8 & 7) {
    case 0: shelf.ordered[key] = "value"; break;
    case 1: shelf.ordered.erase(key); break;
    case 2: shelf.hashed[key][round & 7] = round; break;
    case 3: shelf.hashed.erase(key); break;
    case 4: for (auto &entry : shelf.ordered) own.erase(entry.first); break;
    case 5: { auto copy = shelf.hashed; copy.clear(); break; }
    case 6: if (key == 0) shelf.ordered.clear(); break;
    default: own.count(shelf.ordered.count(key)); break;
    }
  }
}

int main() {
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed)
    threads.emplace_back(works, seed);
  for (std::thread &thread : threads)
    thread.join();
}
