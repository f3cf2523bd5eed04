// As main.cpp, with one lock around looking and inserting. The counter itself
// is atomic and may be used after the lock is given back.
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

class Metrics {
public:
  std::atomic<long> &counter(const std::string &name) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!counters_.count(name))
      counters_.emplace(name, std::make_unique<std::atomic<long>>(0));
    return *counters_.at(name);
  }

private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<std::atomic<long>>> counters_;
};

Metrics metrics;

void serve(int worker) {
  for (int request = 0; request < 20000; ++request)
    ++metrics.counter("path/" + std::to_string(worker) + "/" +
                      std::to_string(request));
}

int main() {
  std::thread first(serve, 1), second(serve, 2);
  first.join();
  second.join();
}
