// RUN: %race
// Intent: a lambda in a method of a map class that runs in another thread is an
// operation of that thread.
// CHECK: WARNING: MapSan: concurrent map writes (pid=
#include "mapsan_test.h"
#include <mapsan/mapsan.h>
#include <vector>

class MAPSAN_MAP Names {
public:
  void add(int name) {
    hold.pass();
    names_.push_back(name);
  }
  void addTwo(int first, int second);

private:
  std::vector<int> names_;
};

Barrier inside, done;

void Names::addTwo(int first, int second) {
  names_.reserve(8);
  runBoth(
      [this, first] {
        hold.here(inside, done);
        add(first); // CHECK-DAG: {{.*}}lambda_in_method.cpp:[[#@LINE]]:
      },
      [this, second] {
        inside.wait();
        add(second); // CHECK-DAG: {{.*}}lambda_in_method.cpp:[[#@LINE]]:
        done.arrive();
      });
}

Names names;
int main() { names.addTwo(1, 2); }
