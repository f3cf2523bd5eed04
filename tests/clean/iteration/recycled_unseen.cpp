// RUN: %clangxx -O2 -DPLAIN_UNIT -c %s -o %t.o
// RUN: %mapsanxx -O2 %s %t.o -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: code without the plugin erases a node, inserts it into another map, and
// hands that iterator on: the first map's word is what it was, and the node's
// address, too. To step over the other map is no overlap with a write of the first.
#include "again_allocator.h"
#include "mapsan_test.h"

#include <map>
#include <memory>
#include <mutex>

using Map = std::map<int, int, Less, Again<std::pair<const int, int>>>;
Map::iterator moveOn(Map &from, Map &to);

#ifdef PLAIN_UNIT
Map::iterator moveOn(Map &from, Map &to) {
  from.erase(from.begin());
  return to.emplace(1, 10).first;
}
#else
std::mutex mutex;

// `take`: makes an iterator of the first map one of the second.
template <typename Take, typename Step> void run(Take take, Step step) {
  Map shared{{1, 10}, {2, 20}, {3, 30}}, own{{5, 50}};
  Barrier left, inside, done;
  runBoth(
      [&] {
        mutex.lock();
        step(shared, [&](Map::iterator &at) {
          const void *node = &*at;
          take(shared, own, at);
          if (&*at != node)
            std::abort();
          mutex.unlock();
          left.arrive();
          inside.wait();
        });
        done.arrive();
      },
      [&] {
        left.wait();
        std::lock_guard<std::mutex> guard(mutex);
        hold.here(inside, done);
        shared.emplace(7, 70);
      });
}

int main() {
  const auto move = [](Map &from, Map &to, Map::iterator &at) {
    at = moveOn(from, to);
  };
  run(move, [](Map &shared, auto becomeAnother) {
    auto at = std::make_unique<Map::iterator>(shared.begin());
    becomeAnother(*at);
    ++*at;
  });
  run(move, [](Map &shared, auto becomeAnother) {
    Map::iterator at = shared.begin();
    becomeAnother(at);
    ++at;
  });
  Map::iterator next;
  run([&](Map &from, Map &to, Map::iterator &) { next = moveOn(from, to); },
      [&](Map &shared, auto becomeAnother) {
        Map::iterator at = shared.begin();
        becomeAnother(at);
        at = next;
        ++at;
      });
}
#endif
