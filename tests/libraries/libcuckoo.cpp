// RUN: %library
// Intent: libcuckoo's table locks itself: what is safe may overlap, and what replaces the
// table may not.
#include "library_test.h"
#include <libcuckoo/cuckoohash_map.hh>

using Table = libcuckoo::cuckoohash_map<int, int, Hash>;

Table searched;
void searchedWrites() { searched.insert(7, 60); }
void searchedReads() { (void)searched.contains(2); }

Table emptied;
void emptiedWrites() { emptied.insert_or_assign(7, 60); }
void emptiedReads() { emptied.clear(); }

Table assigned;
void assignedWrites() { assigned.upsert(7, [](int &) {}, 60); }
void assignedReads() { assigned = {}; }

int main(int, char **arguments) {
  const char *type = "libcuckoo::cuckoohash_map<int, int, Hash>";
  return runCases(arguments, {{type, "searched", searchedWrites, searchedReads, kSafe},
                              {type, "emptied", emptiedWrites, emptiedReads, kSafe},
                              {type, "assigned", assignedWrites, assignedReads, kHeld}});
}
