// RUN: %mapsanxx -O2 %s -o %t && %root/tests/support/lifetime %t
// Intent: one address, several maps: what was built anew is another map, whoever was there
// before and whether it was destroyed or not; who uses it is to be ordered after that.
#include "lifetime.h"

#include <map>
#include <memory_resource>
#include <new>
#include <optional>
#include <string>
#include <unordered_map>

using Tree = std::map<int, int>;
using Table = std::unordered_map<int, int>;

// Memory of the program's own, handed on in an order that nobody sees.
template <int N> void *place() {
  alignas(16) static unsigned char memory[sizeof(Tree) + sizeof(Table)];
  return memory;
}
template <typename Map> Map &use(Map &map) {
  map.emplace(1, 30);
  map.erase(1);
  map[2] = 40;
  (void)map.find(2);
  return map;
}

void treeLives() { use(*new (place<1>()) Tree).~Tree(); }
void tableLives() { use(*new (place<1>()) Table).~Table(); }

// Nobody destroys these: the arena is reset as a whole.
void treeIsLeft() { use(*new (place<2>()) Tree); }
void tableIsLeft() { use(*new (place<2>()) Table); }
void treeIsLeftThere() { use(*new (place<3>()) Tree); }
void treeIsUsed() { use(*static_cast<Tree *>(place<3>())); }

// Built without arguments, from a list, as a copy, and from what was moved: all of
// them are constructions.
const Table model{{2, 40}};
template <int N> void isBuiltByAll() {
  use(*new (place<N>()) Table).~Table();
  use(*new (place<N>()) Table{{3, 50}, {4, 60}}).~Table();
  use(*new (place<N>()) Table(model)).~Table();
  use(*new (place<N>()) Table(Table(model))).~Table();
  use(*new (place<N>()) Table(model.begin(), model.end(), 7)).~Table();
}

// The nodes, too, and with them the elements, are at the addresses of others.
unsigned char nodes[1 << 10];
void nodesAreTaken() {
  std::pmr::monotonic_buffer_resource arena(nodes, sizeof nodes,
                                            std::pmr::null_memory_resource());
  std::pmr::map<int, std::string> names(&arena);
  names[1] = "one";
  names[1] += "!";
  ++names.begin()->second[0];
}

std::optional<Tree> maybe;
void maybeLives() {
  use(maybe.emplace());
  maybe.reset();
}

// The same with a handover that is to be seen: the second uses what the first built.
std::optional<Tree> handed;
void handedIsBuilt() { use(handed.emplace()); }
void handedIsUsed() { use(*handed); }

// A thread's stack is the next one's.
void localLives() {
  Tree tree;
  Table table;
  use(tree), use(table);
}
template <int N> void threadsComeAndGo() {
  for (int i = 0; i < 20; ++i)
    std::thread(localLives).join();
}

int main(int, char **arguments) {
  const char *title = "concurrent map";
  return runCases(arguments,
                  {{"destroyed, built", nullptr, treeLives, treeLives},
                   {"of another type", nullptr, treeLives, tableLives},
                   {"never destroyed", nullptr, treeIsLeft, treeIsLeft},
                   {"never destroyed, of another type", nullptr, treeIsLeft, tableIsLeft},
                   {"used by another", title, treeIsLeftThere, treeIsUsed},
                   {"all constructors", nullptr, isBuiltByAll<4>, isBuiltByAll<4>},
                   {"nodes", nullptr, nodesAreTaken, nodesAreTaken},
                   {"optional", nullptr, maybeLives, maybeLives},
                   {"optional, used by another", title, handedIsBuilt, handedIsUsed},
                   {"stacks", nullptr, threadsComeAndGo<1>, threadsComeAndGo<2>}});
}
