// Counters that come into being when they are first used: look, then insert.
// Two threads look at once, and both insert.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

using Counter = std::atomic<long>;

class Metrics {
public:
  Counter &counter(const std::string &name) {
    auto found = counters_.find(name);
    if (found == counters_.end())
      found = counters_.emplace(name, std::make_unique<Counter>(0)).first;
    return *found->second;
  }

private:
  std::unordered_map<std::string, std::unique_ptr<Counter>> counters_;
};

Metrics metrics;

void serve(int worker) {
  for (int request = 0; request < 200000; ++request)
    ++metrics.counter("path/" + std::to_string(worker) + "/" +
                      std::to_string(request));
}

int main() {
  std::thread first(serve, 1), second(serve, 2);
  first.join();
  second.join();
}
