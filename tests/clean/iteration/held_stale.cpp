// RUN: %clangxx -O2 -DPLAIN_UNIT -c %s -o %t.o
// RUN: %mapsanxx -O2 %s %t.o -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: what was noted of an iterator's value is of no use any more: the node is
// another map's now, or the map another one. A thread steps over what it may step
// over while another one inserts into the map that was noted.
#include "again_allocator.h"
#include "mapsan_test.h"

#include <map>
#include <memory>
#include <mutex>

using Map = std::map<int, int, Less, Again<std::pair<const int, int>>>;
Map::iterator firstOf(Map &map); // in code without the plugin

#ifdef PLAIN_UNIT
Map::iterator firstOf(Map &map) { return map.begin(); }
#else
struct World {
  std::mutex mutex;
  std::unique_ptr<Map> noted{new Map{{1, 10}, {2, 20}, {3, 30}}};
  Map other{{5, 50}};
  Map::iterator at;
  Barrier left, given, taken, inside, done;

  using Change = void (*)(World &);

  /// The node is erased, and the other map's first one.
  void moveOn() {
    const auto first = noted->begin();
    const void *node = &*first;
    noted->erase(first);
    other.emplace(4, 40);
    at = firstOf(other);
    if (&*at != node)
      std::abort();
  }
};

// `own` is what the thread that steps does, `theirs` what the other one does.
void run(World::Change own, World::Change theirs) {
  World world;
  runBoth(
      [&] {
        {
          std::lock_guard<std::mutex> guard(world.mutex);
          world.at = world.noted->begin();
          own(world);
        }
        world.left.arrive();
        world.given.wait();
        Map::iterator *at;
        {
          std::lock_guard<std::mutex> guard(world.mutex);
          at = &world.at;
        }
        world.taken.arrive();
        world.inside.wait();
        ++*at;
        world.done.arrive();
      },
      [&] {
        world.left.wait();
        {
          std::lock_guard<std::mutex> guard(world.mutex);
          theirs(world);
        }
        world.given.arrive();
        world.taken.wait();
        std::lock_guard<std::mutex> guard(world.mutex);
        world.noted->emplace(8, 80); // the next one compares
        hold.here(world.inside, world.done);
        world.noted->emplace(7, 70);
      });
}

int main() {
  const World::Change nothing = [](World &) {};
  const World::Change changes[] = {
      [](World &world) { world.moveOn(); },
      [](World &world) { world.noted->swap(world.other); },
      [](World &world) { world.other.insert(world.noted->extract(1)); },
      [](World &world) { world.other.merge(*world.noted); },
      [](World &world) { // what is at the address now is another map
        Map *map = world.noted.release();
        map->~Map();
        world.at = firstOf(world.other);
        world.noted.reset(new (map) Map{{1, 10}, {2, 20}});
      },
      [](World &world) { world.other = std::move(*world.noted); }};
  for (World::Change change : changes) {
    run(change, nothing);
    run(nothing, change);
  }
}
#endif
