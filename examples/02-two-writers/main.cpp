// Two threads fill one map. Their keys differ, so it looks safe; but both
// insert into the same buckets and the same count.
#include <thread>
#include <unordered_map>

int main() {
  for (int round = 0; round < 1000; ++round) {
    std::unordered_map<int, int> squares;
    std::thread even([&squares] {
      for (int i = 0; i < 100; i += 2)
        squares[i] = i * i;
    });
    std::thread odd([&squares] {
      for (int i = 1; i < 100; i += 2)
        squares[i] = i * i;
    });
    even.join();
    odd.join();
  }
}
