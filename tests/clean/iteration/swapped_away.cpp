// RUN: %clean
// Intent: under a lock, a thread swaps the shared map's elements into its own
// map, and steps over them while another thread inserts into the shared one.
#include "mapsan_test.h"
#include <map>
#include <mutex>

std::mutex mutex;
std::map<int, int, Less> ages{{1, 30}, {2, 40}, {5, 50}};
Barrier swapped, inside, done;

void takes() {
  std::map<int, int, Less> mine{{9, 90}};
  std::map<int, int, Less>::iterator at;
  {
    std::lock_guard<std::mutex> guard(mutex);
    at = ages.begin();
    mine.swap(ages);
  }
  swapped.arrive();
  inside.wait();
  ++at;
  done.arrive();
}

void inserts() {
  swapped.wait();
  std::lock_guard<std::mutex> guard(mutex);
  hold.here(inside, done);
  ages.emplace(7, 60);
}

int main() { runBoth(takes, inserts); }
