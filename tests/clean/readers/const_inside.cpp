// RUN: %clean
// Intent: two lookups that certainly overlap are no race: nobody writes.
#include "mapsan_test.h"
#include <map>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
Barrier inside, done;

void slow() {
  hold.here(inside, done);
  (void)ages.find(1);
}

void quick() {
  inside.wait();
  (void)ages.find(2);
  (void)ages.size();
  done.arrive();
}

int main() { runBoth(slow, quick); }
