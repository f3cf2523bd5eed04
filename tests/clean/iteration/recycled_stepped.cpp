// RUN: %clangxx -O2 -DPLAIN_UNIT -c %s -o %t.o
// RUN: %mapsanxx -O2 %s %t.o -o %t && env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: for i in 1 2 3; do env MAPSAN_OPTIONS=mode=report %exits 66 %t $i 2>&1 | FileCheck %s || exit 1; done
// Intent: code without the plugin makes an iterator one of another map, at the same
// address. To step it in good order is no read of the first map, which the memory
// that was given back tells, or the first map's size. If it has stayed what it was,
// the step is one, after the lock is gone.
// CHECK: WARNING: MapSan: concurrent map iteration and map write
#include "again_allocator.h"
#include "mapsan_test.h"

#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

using Smaller = std::map<int, int, Less, Again<std::pair<const int, int>>>;
using Tree = std::map<int, int>;
using Table = std::unordered_map<int, int>;

// What is inserted afterwards leaves the first map with the size that it had.
template <typename Map> typename Map::iterator moveOn(Map &from, Map &to, int inserted);

#ifdef PLAIN_UNIT
template <typename Map> typename Map::iterator moveOn(Map &from, Map &to, int inserted) {
  from.erase(from.begin());
  auto moved = to.emplace(1, 10).first;
  if (inserted)
    from.emplace(inserted, 10);
  return moved;
}
template Smaller::iterator moveOn(Smaller &, Smaller &, int);
template Tree::iterator moveOn(Tree &, Tree &, int);
template Table::iterator moveOn(Table &, Table &, int);
#else
template <typename Map> void run(bool isMoved, int inserted) {
  static std::mutex mutex;
  Map shared{{1, 10}, {2, 20}, {3, 30}}, own{{5, 50}};
  Barrier stepped;
  runBoth(
      [&] {
        auto at = std::make_unique<typename Map::iterator>();
        {
          std::lock_guard<std::mutex> guard(mutex);
          *at = shared.begin();
          const void *node = &**at;
          if (isMoved && &*(*at = moveOn(shared, own, inserted)) != node)
            std::abort();
        }
        ++*at;
        stepped.arrive();
      },
      [&] {
        stepped.wait();
        std::lock_guard<std::mutex> guard(mutex);
        shared.emplace(7, 70);
      });
}

int main(int, char **arguments) {
  const int stays = arguments[1] ? std::atoi(arguments[1]) : 0;
  if (stays <= 1)
    run<Smaller>(!stays, 0);
  if (!stays || stays == 2)
    run<Tree>(!stays, 9);
  if (!stays || stays == 3)
    run<Table>(!stays, 9);
}
#endif
