// RUN: %race
// Intent: a range-for erases by the key of the element that it stands at.
// CHECK: WARNING: MapSan: map modified during iteration (pid=
#include "keeping_allocator.h"
#include <unordered_map>

std::unordered_map<int, int, std::hash<int>, std::equal_to<int>,
                   Keeping<std::pair<const int, int>>>
    ages{{1, 30}, {2, 40}, {5, 50}};

int main() {
  for (auto &[name, age] : ages) // CHECK-DAG: #0 main {{.*}}own_erase_key.cpp:[[#@LINE]]:
    if (age == 40)
      ages.erase(name); // CHECK-DAG: #0 main {{.*}}own_erase_key.cpp:[[#@LINE]]:
}
// CHECK: Evidence: same thread
