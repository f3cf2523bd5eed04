// A monitor walks over all sessions while users log in.
#include <cstdio>
#include <map>
#include <thread>

std::map<int, int> sessions;

void logIn() {
  for (int user = 0; user < 200000; ++user)
    sessions.emplace(user, 1);
}

void monitor() {
  for (long active = 0; active < 200000;) {
    active = 0;
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
