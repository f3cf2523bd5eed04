#include "mapsan_test.h"

#include <map>

std::map<int, int> ages;
Barrier first;

void add() {
  ages.emplace(1, 30);
  first.arrive();
}

int main(int count, char **) {
  std::thread one(add);
  if (count == 1)
    one.join();
  first.wait();
  ages.find(2);
  if (count > 1)
    one.join();
}
