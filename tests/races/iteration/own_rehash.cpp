// RUN: %race
// Intent: a loop inserts into the unordered_map that it walks until that rehashes;
// its iterator is good no longer, and no other thread is needed for that.
// CHECK: WARNING: MapSan: map modified during iteration (pid=
#include <unordered_map>

std::unordered_map<int, int> ages{{1, 30}, {2, 40}, {5, 50}};

void grow(int name) {
  ages.emplace(name, 20); // CHECK-DAG: {{^}}    #0 grow(int){{.*}}own_rehash.cpp:[[#@LINE]]:
}

int main() {
  ages.rehash(0); // as few buckets as the elements need
  for (auto &person : ages) // CHECK-DAG: #0 main {{.*}}own_rehash.cpp:[[#@LINE]]:
    if (ages.size() < 50)
      grow(1000 + person.second + int(ages.size()));
}
// CHECK-DAG: emplace {{.*}}rehash
// CHECK: Evidence: same thread (one thread did both)
