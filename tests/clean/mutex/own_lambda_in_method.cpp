// RUN: %clean
// Intent: as races/own/lambda_in_method.cpp, with a mutex around what the lambdas
// do: neither with each other nor with the method that waits for them is it a
// race, while the method goes on alone and when they read.
#include "mapsan_test.h"
#include <mapsan/mapsan.h>
#include <mutex>
#include <vector>

class MAPSAN_MAP Names {
public:
  void add(int name) {
    hold.pass();
    names_.push_back(name);
  }
  size_t size() const { return names_.size(); }
  void addTwo(int first, int second);

private:
  std::vector<int> names_;
};

Barrier inside, open;
std::mutex mutex;

void Names::addTwo(int first, int second) {
  names_.reserve(8);
  runBoth(
      [this, first] {
        std::lock_guard<std::mutex> lock(mutex);
        hold.here(inside, open);
        add(first);
        (void)size();
      },
      [this, second] {
        inside.wait();
        std::lock_guard<std::mutex> lock(mutex);
        add(second);
        (void)size();
      });
  add(3);
}

Names names;
int main() {
  open.arrive();
  names.addTwo(1, 2);
  names.add(4);
}
