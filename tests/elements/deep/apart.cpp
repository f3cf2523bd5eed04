// RUN: %mapsanxx -O0 -fplugin-arg-mapsan-elements=deep %s -o %t0 && env MAPSAN_OPTIONS=mode=report %exits 0 %t0 > %t0.out 2>&1 && %silent %t0.out
// RUN: %mapsanxx -O2 -fplugin-arg-mapsan-elements=deep %s -o %t2 && env MAPSAN_OPTIONS=mode=report %exits 0 %t2 > %t2.out 2>&1 && %silent %t2.out
// Intent: values that lock themselves, atomic members, functions that use other
// members, keep a copy, or get a null.
#define RACE // nobody locks the map: its structure does not change
#include "elements.h"

#include <atomic>
#include <map>

class Counter {
public:
  void add(long value) {
    std::lock_guard<std::mutex> guard(mutex_);
    count_ += value;
  }
  long get() {
    std::lock_guard<std::mutex> guard(mutex_);
    return count_;
  }
  void spin() {
    while (taken_.exchange(true, std::memory_order_acquire))
      ;
    ++spun_;
    taken_.store(false, std::memory_order_release);
  }
  void first() { ++first_; }
  void second() { ++second_; }

private:
  std::mutex mutex_;
  std::atomic<bool> taken_{false};
  long count_ = 0, spun_ = 0, first_ = 0, second_ = 0;
};

long byValue(long count) { return ++count; }
__attribute__((noinline)) void both(long &one, long &other) {
  ++one;
  ++other;
}

int main() {
  std::map<int, Counter> counters;
  counters[1];
  oneAfterTheOther([&] { counters.at(1).add(1); },
                   [&] { counters.at(1).get(); });
  oneAfterTheOther([&] { counters.at(1).spin(); },
                   [&] { counters.at(1).spin(); });
  oneAfterTheOther([&] { counters.at(1).first(); },
                   [&] { counters.at(1).second(); });
  std::map<int, long> longs{{1, 0}, {2, 0}, {3, 0}, {4, 0}};
  oneAfterTheOther([&] { byValue(longs.at(1)); }, [&] { byValue(longs.at(1)); });
  oneAfterTheOther([&] { both(longs.at(1), longs.at(2)); },
                   [&] { both(longs.at(3), longs.at(4)); });
}
