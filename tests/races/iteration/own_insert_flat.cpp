// RUN: %race
// Intent: in a sorted vector every insertion takes the iterators of all elements.
// CHECK: WARNING: MapSan: map modified during iteration (pid=
#include <boost/container/flat_map.hpp>

boost::container::flat_map<int, int> ages{{1, 30}, {2, 40}, {5, 50}};

int main() {
  ages.reserve(10);
  for (auto at = ages.begin(); at != ages.end();
       ++at) // CHECK-DAG: #0 main {{.*}}own_insert_flat.cpp:[[#@LINE]]:
    if (at->first == 2)
      ages[7] = 60; // CHECK-DAG: #0 main {{.*}}own_insert_flat.cpp:[[#@LINE]]:
}
// CHECK: Evidence: same thread
