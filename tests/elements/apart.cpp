// RUN: %clean
// Intent: what lies apart, or has its own order, is no race: different elements,
// different members, a lock or an atomic per element, nested maps.
#define RACE // nobody locks the map: its structure does not change
#include "elements.h"

#include <atomic>
#include <map>
#include <string>

struct Slot {
  std::mutex lock;
  int guarded = 0;
  int ofFirst = 0, ofSecond = 0;
  std::atomic<int> shared{0};
};

int main() {
  std::map<int, long> slots{{1, 0}, {2, 0}};
  oneAfterTheOther([&] { slots.at(1) = 5; }, [&] { slots.at(2) = 5; });

  std::map<int, Slot> structs;
  structs[1];
  oneAfterTheOther([&] { structs.at(1).ofFirst = 1; },
                   [&] { structs.at(1).ofSecond = 1; });
  oneAfterTheOther([&] { ++structs.at(1).shared; },
                   [&] { (void)structs.at(1).shared.load(); });
  const auto locked = [&] {
    Slot &slot = structs.at(1);
    std::lock_guard<std::mutex> guard(slot.lock);
    ++slot.guarded;
  };
  oneAfterTheOther(locked, locked);

  std::map<int, char[2]> bytes;
  bytes[1][0] = bytes[1][1] = 'a';
  oneAfterTheOther([&] { bytes.at(1)[0] = 'b'; },
                   [&] { bytes.at(1)[1] = 'c'; });

  std::map<int, std::map<int, int>> nested;
  nested[1][1] = nested[1][2] = 3;
  oneAfterTheOther([&] { nested.at(1).at(1) = 4; },
                   [&] { nested.at(1).at(2) = 5; });
}
