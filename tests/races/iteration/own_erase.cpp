// RUN: %race
// Intent: a loop erases the element that it stands at and steps on from there.
// CHECK: WARNING: MapSan: map modified during iteration (pid=
#include "keeping_allocator.h"
#include <map>

std::map<int, int, std::less<int>, Keeping<std::pair<const int, int>>> ages{
    {1, 30}, {2, 40}, {5, 50}};

int main() {
  for (auto at = ages.begin(); at != ages.end();
       ++at) // CHECK-DAG: #0 main {{.*}}own_erase.cpp:[[#@LINE]]:
    if (at->second == 40)
      ages.erase(at); // CHECK-DAG: #0 main {{.*}}own_erase.cpp:[[#@LINE]]:
}
// CHECK: Evidence: same thread
