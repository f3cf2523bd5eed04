// RUN: %clangxx -O2 -DPLAIN_UNIT -c %s -o %t.o
// RUN: %mapsanxx -O2 %s %t.o -o %t && %root/tests/support/lifetime %t
// Intent: code without the plugin builds, fills, destroys and recycles maps, where others
// were that have been seen. What two threads do to maps of their own is silent, where the
// allocator gave the memory out, where the map has another size, and wherever an order is
// to be seen; to use what was built unseen in two threads is a race like any other.
#include "lifetime.h"

#include <malloc.h>
#include <map>
#include <new>
#include <optional>
#include <stdlib.h>
#include <unordered_map>
#include <variant>

using Tree = std::map<int, int>;
using Table = std::unordered_map<int, int>;
using Either = std::variant<int, Tree, Table>;
union Place {
  Tree tree;
  Table table;
  Place() {}
  ~Place() {}
};

namespace unseen {
void *take(size_t bytes);
void giveBack(void *block);
template <typename Map> Map &build(void *place);
template <typename Map> void destroy(Map &map);
template <typename Map> Map &become(Either &either);
Tree &fill(std::optional<Tree> &maybe);
void empty(std::optional<Tree> &maybe);

#ifdef PLAIN_UNIT
void *take(size_t bytes) { return malloc(bytes); }
void giveBack(void *block) { free(block); }
template <typename Map> Map &build(void *place) { return *new (place) Map; }
template <typename Map> void destroy(Map &map) { map.~Map(); }
template <typename Map> Map &become(Either &either) {
  return either.emplace<Map>();
}
Tree &fill(std::optional<Tree> &maybe) { return maybe.emplace(); }
void empty(std::optional<Tree> &maybe) { maybe.reset(); }
template Tree &build(void *);
template Table &build(void *);
template void destroy(Tree &);
template void destroy(Table &);
template Tree &become(Either &);
template Table &become(Either &);
#endif
} // namespace unseen

#ifndef PLAIN_UNIT
template <typename Map> Map &use(Map &map) {
  map.emplace(1, 30);
  map.erase(1);
  map[2] = 40;
  (void)map.find(2);
  return map;
}
template <int N> void *place() {
  static Place memory;
  return &memory;
}

template <int N, typename Map> void isLeft() { use(*new (place<N>()) Map); }
template <int N, typename Map> void isBuilt() {
  use(unseen::build<Map>(place<N>()));
}
template <int N, typename Map> void lives() {
  unseen::destroy(use(unseen::build<Map>(place<N>())));
}
template <int N, typename Map> void livesSeen() {
  use(*new (place<N>()) Map).~Map();
}
template <int N, typename Map> void isUsed() {
  use(*static_cast<Map *>(place<N>()));
}

// Blocks of one heap, of which each thread gets the other's.
const int oneHeap = mallopt(M_ARENA_MAX, 1);
template <typename Map> void blocksComeAndGo() {
  for (int i = 0; i < 20; ++i) {
    void *block = unseen::take(2000); // not from what a thread keeps
    Map &map = i % 2 ? *new (block) Map : unseen::build<Map>(block);
    use(map).clear(); // its size tells nothing
    if (i % 3 == 0)
      unseen::destroy(map);
    else if (i % 3 == 1)
      map.~Map();
    unseen::giveBack(block);
  }
}

std::optional<Tree> maybe;
void maybeLives() {
  use(unseen::fill(maybe));
  unseen::empty(maybe);
}
std::optional<Tree> lent;
void lentIsFilled() { use(unseen::fill(lent)); }
void lentIsUsed() { use(*lent); }

Either shared;
void sharedBecomes() { use(unseen::become<Table>(shared)); }
void sharedIsUsed() { use(std::get<Table>(shared)); }

// Who hands the memory over is seen: then it does not matter who builds.
std::mutex handover;
template <void (*owner)()> void inTurn() {
  std::lock_guard<std::mutex> guard(handover);
  owner();
}
Either either;
void eitherIsSeen() { use(either.emplace<Tree>()); }
void eitherIsUnseen() { use(unseen::become<Tree>(either)); }
std::optional<Tree> other;
void otherIsSeen() { use(other.emplace()), other.reset(); }
void otherIsUnseen() { use(unseen::fill(other)); }

int main(int, char **arguments) {
  const char *title = "concurrent map";
  return runCases(
      arguments,
      {{"blocks", nullptr, blocksComeAndGo<Tree>, blocksComeAndGo<Table>},
       {"tree left, built unseen", nullptr, isLeft<1, Tree>, isBuilt<1, Tree>},
       {"table left, built unseen", nullptr, isLeft<2, Table>, isBuilt<2, Table>},
       {"left unseen, built unseen", nullptr, isBuilt<3, Table>, isBuilt<3, Table>},
       {"trees unseen", nullptr, lives<4, Tree>, lives<4, Tree>},
       {"of another type", nullptr, lives<5, Tree>, lives<5, Table>},
       {"unseen, then seen", nullptr, lives<6, Tree>, livesSeen<6, Tree>},
       {"unseen, then another seen", nullptr, isBuilt<7, Tree>, isLeft<7, Table>},
       {"optional", nullptr, maybeLives, maybeLives},
       {"in turn", nullptr, inTurn<livesSeen<8, Tree>>, inTurn<isBuilt<8, Tree>>},
       {"union in turn", nullptr, inTurn<livesSeen<9, Tree>>, inTurn<isBuilt<9, Table>>},
       {"variant in turn", nullptr, inTurn<eitherIsSeen>, inTurn<eitherIsUnseen>},
       {"optional in turn", nullptr, inTurn<otherIsSeen>, inTurn<otherIsUnseen>},
       {"used by another", title, isBuilt<10, Tree>, isUsed<10, Tree>},
       {"optional, used by another", title, lentIsFilled, lentIsUsed},
       {"variant, used by another", title, sharedBecomes, sharedIsUsed}});
}
#endif
