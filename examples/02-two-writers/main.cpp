// Two threads fill one map. Their keys differ, so it looks safe; but both
// insert into the same buckets and the same count.
#include <thread>
#include <unordered_map>

int main() {
  for (int round = 0; round < 100; ++round) {
    std::unordered_map<int, long> squares;
    std::thread even([&squares] {
      for (int i = 0; i < 50000; i += 2)
        squares[i] = long(i) * i;
    });
    std::thread odd([&squares] {
      for (int i = 1; i < 50000; i += 2)
        squares[i] = long(i) * i;
    });
    even.join();
    odd.join();
  }
}
