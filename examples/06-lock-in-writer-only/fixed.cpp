// As main.cpp; the reader takes the same lock.
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

class Directory {
public:
  void add(int id, const std::string &name) {
    std::lock_guard<std::mutex> lock(mutex_);
    names_.emplace(id, name);
  }
  bool knows(int id) const {
    std::lock_guard<std::mutex> lock(mutex_);
    return names_.find(id) != names_.end();
  }
  void clear() {
    std::lock_guard<std::mutex> lock(mutex_);
    names_.clear();
  }

private:
  mutable std::mutex mutex_;
  std::unordered_map<int, std::string> names_;
};

Directory directory;

void fill() {
  for (int id = 0; id < 100000; ++id)
    directory.add(id, "somebody");
}

void ask() {
  long known = 0;
  for (int id = 0; id < 1000000; ++id)
    known += directory.knows(id % 1000);
}

int main() {
  for (int round = 0; round < 20; ++round) {
    std::thread filler(fill), asker(ask);
    filler.join();
    asker.join();
    directory.clear();
  }
}
