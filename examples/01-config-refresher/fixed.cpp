// As main.cpp, with a lock: readers share it, the refresher has it alone.
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

class Config {
public:
  std::string get(const std::string &key) const {
    std::shared_lock<std::shared_mutex> lock(mutex_);
    auto found = values_.find(key);
    return found == values_.end() ? "" : found->second;
  }
  void set(const std::string &key, const std::string &value) {
    std::unique_lock<std::shared_mutex> lock(mutex_);
    values_[key] = value;
  }

private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::string> values_;
};

Config config;

// Every tenant gets a limit and has it changed three times.
void refresh() {
  for (int round = 0; round < 400000; ++round)
    config.set("limit/" + std::to_string(round / 4), std::to_string(round));
}

void work() {
  size_t seen = 0;
  for (int request = 0; request < 400000; ++request)
    seen += config.get("limit/" + std::to_string(request / 4)).size();
}

int main() {
  std::thread refresher(refresh), worker(work), other(work);
  refresher.join();
  worker.join();
  other.join();
}
