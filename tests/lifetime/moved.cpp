// RUN: %lifetime
// Intent: a map is moved, swapped or copied, by itself or with the object that it is a
// member of, while another thread uses it.
#include "lifetime.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

using Tree = std::map<int, int, Less>;
using Table = std::unordered_map<int, int, Hash>;

Tree source{{1, 30}, {2, 40}}, target;
void sourceIsSearched() { (void)source.find(2); }
void sourceIsAssigned() { target = std::move(source); }
void sourceIsTaken() { Tree taken(std::move(source)); }

Table ages{{1, 30}, {2, 40}}, empty;
void agesAreSearched() { (void)ages.find(2); }
void agesAreSwapped() { std::swap(ages, empty); }
void emptyIsSearched() { (void)empty.find(2); }

struct Town {
  int number = 0;
  Table ages{{1, 30}, {2, 40}};
};
Town town, other;
void townIsAsked() { (void)town.ages.size(); }
void otherIsAsked() { (void)other.ages.size(); }
void townMoves() { Town elsewhere(std::move(town)); }
void townsAreSwapped() { std::swap(town, other); }
void townIsCopied() { Town elsewhere(town); }
void townGrows() { town.ages.emplace(7, 60); }

std::optional<Table> maybe{Table{{1, 30}, {2, 40}}};
void maybeMoves() { std::optional<Table> elsewhere(std::move(maybe)); }
void maybeIsAsked() { (void)maybe->size(); }

struct People {
  std::map<int, Slow> ages{{1, 30}, {2, 40}};
};
People people, copy;
void peopleAreCopied() { People elsewhere(people); }
void peopleAreAssigned() { copy = people; }
void peopleCome() { people.ages.emplace(7, 60); }

int main(int, char **arguments) {
  const char *title = "concurrent map read and map write";
  return runCases(
      arguments,
      {{"searched, assigned", title, sourceIsSearched, sourceIsAssigned, kInside},
       {"searched, taken", title, sourceIsSearched, sourceIsTaken},
       {"taken, searched", title, sourceIsTaken, sourceIsSearched},
       {"searched, swapped", title, agesAreSearched, agesAreSwapped, kInside},
       {"swapped, searched", title, agesAreSwapped, emptyIsSearched},
       {"moved with its object", title, townMoves, townIsAsked},
       {"swapped with its object", title, townsAreSwapped, otherIsAsked},
       {"moved with an optional", title, maybeMoves, maybeIsAsked},
       {"copied with its object", title, townIsCopied, townGrows},
       {"copied, written", title, peopleAreCopied, peopleCome, kInside},
       {"assigned, written", title, peopleAreAssigned, peopleCome, kInside},
       {"written, copied", title, peopleCome, peopleAreCopied}});
}
