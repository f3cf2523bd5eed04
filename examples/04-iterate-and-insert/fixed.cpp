// As main.cpp, with one lock: the monitor holds it for its whole walk.
#include <cstdio>
#include <map>
#include <mutex>
#include <thread>

std::mutex mutex;
std::map<int, int> sessions;

void logIn() {
  for (int user = 0; user < 2000; ++user) {
    std::lock_guard<std::mutex> lock(mutex);
    sessions.emplace(user, 1);
  }
}

void monitor() {
  for (long active = 0; active < 2000;) {
    active = 0;
    std::lock_guard<std::mutex> lock(mutex);
    for (const auto &session : sessions)
      active += session.second;
  }
  std::puts("everybody is here");
}

int main() {
  std::thread users(logIn), watcher(monitor);
  users.join();
  watcher.join();
}
