// RUN: %lifetime
// RUN: %mapsanxx -O2 %s $(%libcxx) -o %t && %root/tests/support/lifetime %t
// Intent: a map ends while another thread uses it, or before: by itself, with the object
// that it is a member of, in an optional, a variant, a vector, a union.
#include "keeping_allocator.h"
#include "lifetime.h"

#include <map>
#include <new>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

struct Dying {
  ~Dying() { hold.pass(); }
};
using Ages = std::map<int, Dying>;
template <typename Map> Map &&filled(Map &&map) {
  map[1], map[2];
  return static_cast<Map &&>(map);
}

// A reader is inside when the object goes.
struct Town {
  std::map<int, int, Less, Keeping<std::pair<const int, int>>> ages;
};
alignas(Town) unsigned char place[sizeof(Town)];
Town *town = new (place) Town{{{1, 30}, {2, 40}}};
void townIsAsked() { (void)town->ages.find(2); }
void townGoes() { town->~Town(); }

struct Village {
  Ages ages;
};
Village *village = new Village{filled(Ages())};
void villageGoes() { delete village; }
void villageIsAsked() { (void)village->ages.size(); }

// Used when it is gone.
using Table = std::unordered_map<int, int>;
alignas(Table) unsigned char tablePlace[sizeof(Table)];
Table &table = *new (tablePlace) Table{{1, 30}};
void tableGoes() { table.~Table(); }
void tableIsAsked() { (void)table.empty(); }

std::optional<Ages> maybe{filled(Ages())};
void maybeGoes() { maybe.reset(); }
void maybeIsAsked() { (void)maybe->size(); }

std::optional<Table> anew{Table{{1, 30}}};
void anewIsMade() { anew.emplace(); }
void anewIsAsked() { (void)anew->size(); }

std::variant<Ages, int> either{filled(Ages())};
Ages *one = std::get_if<0>(&either);
void eitherGoes() { either = 7; }
void eitherIsAsked() { (void)one->size(); }

std::vector<Ages> several(3);
Ages *second = (filled(several[1]), &several[1]);
void severalGo() { several.clear(); }
void oneOfSeveralIsAsked() { (void)second->size(); }

union Names {
  Ages tree;
  std::unordered_map<int, int> hashed;
  Names() : tree(filled(Ages())) {}
  ~Names() {}
};
Names &names = *new Names;
void namesGo() {
  names.tree.~map();
  new (&names.hashed) std::unordered_map<int, int>{{1, 30}};
}
void treeIsAsked() { (void)names.tree.size(); }

Names &others = *new Names;
void othersGo() {
  others.tree.~map();
  new (&others.hashed) std::unordered_map<int, int>{{1, 30}};
}
void othersAreAsked() { (void)others.hashed.size(); }

int main(int, char **arguments) {
  const char *title = "map destroyed while in use";
  return runCases(
      arguments,
      {{"reader inside", title, townIsAsked, townGoes, kInside},
       {"member", title, villageGoes, villageIsAsked, kInside | kTurned},
       {"gone", title, tableGoes, tableIsAsked, kTurned},
       {"optional", title, maybeGoes, maybeIsAsked, kInside | kTurned},
       {"built anew", "read and map write", anewIsMade, anewIsAsked},
       {"variant", title, eitherGoes, eitherIsAsked, kInside | kTurned},
       {"vector", title, severalGo, oneOfSeveralIsAsked, kInside | kTurned},
       {"union", title, namesGo, treeIsAsked, kInside | kTurned},
       {"other in the union", "read and map write", othersGo, othersAreAsked}});
}
