// RUN: %race
// Intent: a comparator that changes the map while it is searched, in a find
// that repeats one: report mode was not told of it.
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
    ages.emplace(99, 1); // CHECK-DAG: comparator_of_find_inserts.cpp:[[#@LINE]]:
  }
  return left < right;
}

int main() {
  ages.emplace(1, 30);
  (void)ages.find(1);
  counting = true;
  (void)ages.find(1); // CHECK-DAG: main{{.*}}comparator_of_find_inserts.cpp:[[#@LINE]]:
}
