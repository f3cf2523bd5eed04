// RUN: %clean
// Intent: a map as a work queue: producer and consumer hand over through a
// condition variable, and a whole map is handed over by swap.
#include "mapsan_test.h"
#include <condition_variable>
#include <map>
#include <mutex>

std::mutex mutex;
std::condition_variable changed;
std::map<int, int> jobs;

void produces() {
  for (int i = 0; i < 500; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    jobs.emplace(i, i);
    changed.notify_one();
  }
}

void consumes() {
  for (size_t taken = 0; taken < 500;) {
    std::map<int, int> mine;
    {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [] { return !jobs.empty(); });
      mine.swap(jobs);
    }
    for (auto &job : mine)
      taken += job.second >= 0;
    mine.clear();
  }
}

int main() { runBoth(produces, consumes); }
