// RUN: %mapsanxx -O2 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: end() is a place that never changes: who asks for it needs no lock, and
// may step back from it behind one, whatever was inserted meanwhile.
#include "mapsan_test.h"
#include <map>
#include <memory>
#include <mutex>

using Ages = std::map<int, int>;

std::mutex mutex;

template <typename Back> void stepBackAfterInsertion(Back back) {
  Ages ages{{1, 30}, {2, 40}, {5, 50}};
  Barrier asked, inserted;
  runBoth([&] { back(ages, asked, inserted); },
          [&] {
            asked.wait();
            {
              std::lock_guard<std::mutex> guard(mutex);
              ages.emplace(7, 60);
            }
            inserted.arrive();
          });
}

int main() {
  stepBackAfterInsertion([](Ages &ages, Barrier &asked, Barrier &inserted) {
    auto at = ages.end();
    asked.arrive();
    inserted.wait();
    std::lock_guard<std::mutex> guard(mutex);
    --at;
  });
  stepBackAfterInsertion([](Ages &ages, Barrier &asked, Barrier &inserted) {
    auto at = std::make_unique<Ages::iterator>(ages.end());
    asked.arrive();
    inserted.wait();
    std::lock_guard<std::mutex> guard(mutex);
    --*at;
  });
}
