// RUN: %race
// Intent: a comparator that changes its own map: one thread, so not a race, and
// never called one.
// CHECK-NOT: concurrent
// CHECK: WARNING: MapSan: map modified inside its own operation
// CHECK-NOT: concurrent
#include <map>

struct Counting {
  bool operator()(int left, int right) const;
};
std::map<int, int, Counting> ages;
bool counting;

bool Counting::operator()(int left, int right) const {
  if (counting) {
    counting = false;
    ages.emplace(99, 1); // CHECK-DAG: comparator_inserts.cpp:[[#@LINE]]:
  }
  return left < right;
}

int main() {
  ages.emplace(1, 30);
  counting = true;
  ages.emplace(2, 40); // CHECK-DAG: main{{.*}}comparator_inserts.cpp:[[#@LINE]]:
}
