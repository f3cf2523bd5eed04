// As main.cpp, but each thread fills a map of its own; they become one when
// both threads have ended.
#include <thread>
#include <unordered_map>

int main() {
  for (int round = 0; round < 100; ++round) {
    std::unordered_map<int, long> squares, oddSquares;
    std::thread even([&squares] {
      for (int i = 0; i < 50000; i += 2)
        squares[i] = long(i) * i;
    });
    std::thread odd([&oddSquares] {
      for (int i = 1; i < 50000; i += 2)
        oddSquares[i] = long(i) * i;
    });
    even.join();
    odd.join();
    squares.merge(oddSquares);
  }
}
