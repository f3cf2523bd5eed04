// RUN: %clean
// Intent: vfork and posix_spawn from inside an operation, and beside one.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

char name[] = "/bin/true";
char *arguments[] = {name, nullptr};
int failures;

void spawn() {
  pid_t child;
  int status = -1;
  if (posix_spawn(&child, name, nullptr, nullptr, arguments, environ) == 0)
    waitpid(child, &status, 0);
  failures += status != 0;
  child = vfork();
  if (child == 0) {
    execv(name, arguments);
    _exit(127);
  }
  waitpid(child, &status, 0);
  failures += status != 0;
}

struct Spawning {
  bool operator()(int left, int right) const {
    if (left == 1000 || right == 1000)
      spawn();
    return left < right;
  }
};

std::map<int, int, Spawning> ages{{2, 40}};
std::mutex mutex;

void spawner() {
  std::lock_guard<std::mutex> lock(mutex);
  ages.insert({1000, 60});
}

void user() {
  for (int i = 0; i < 100; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    ages.erase(i);
    ages.insert({i, i});
    spawn();
    i += 24;
  }
}

int main() {
  runBoth(spawner, user);
  return failures;
}
