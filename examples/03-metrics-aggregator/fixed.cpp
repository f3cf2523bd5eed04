// As main.cpp, with one lock around looking and inserting. The counter itself
// is atomic and may be used after the lock is given back.
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

using Counter = std::atomic<long>;

class Metrics {
public:
  Counter &counter(const std::string &name) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = counters_.find(name);
    if (found == counters_.end())
      found = counters_.emplace(name, std::make_unique<Counter>(0)).first;
    return *found->second;
  }

private:
  std::mutex mutex_;
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
