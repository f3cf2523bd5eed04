// RUN: %race
// Intent: a function that a loop calls clears the map that the loop walks.
// CHECK: WARNING: MapSan: map modified during iteration (pid=
#include "keeping_allocator.h"
#include <map>

std::map<int, int, std::less<int>, Keeping<std::pair<const int, int>>> ages{
    {1, 30}};

void reset() {
  ages.clear(); // CHECK-DAG: #0 reset(){{.*}}own_clear.cpp:[[#@LINE]]:
}

int main() {
  int seen = 0;
  for (auto at = ages.cbegin(); seen++ < 1;
       ++at) // CHECK-DAG: #0 main {{.*}}own_clear.cpp:[[#@LINE]]:
    reset();
}
// CHECK: Evidence: same thread
