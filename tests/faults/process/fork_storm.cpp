// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: threads are created and end, take locks and use maps, so that whatever
// lock the runtime has is held by somebody, and the process forks again and again.
// Each child uses maps and threads, ends, and is not stuck.
#include <map>
#include <mutex>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

std::mutex mutex;
std::map<int, int> shared;
bool isOver;

void use(std::map<int, int> &map, int from) {
  for (int i = from; i < from + 20; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    map[i % 50] = i;
    map.erase(i % 7);
  }
}

void churn() {
  for (int i = 0; !__atomic_load_n(&isOver, __ATOMIC_RELAXED); ++i) {
    use(shared, i);
    std::thread([] {
      std::map<int, int> own;
      own.emplace(1, 1);
      use(shared, 3);
    }).join();
  }
}

int child() {
  // The program's mutex and map may be in any state here.
  std::map<int, int> own;
  std::mutex ownMutex;
  const auto add = [&] {
    std::lock_guard<std::mutex> lock(ownMutex);
    own[static_cast<int>(own.size())] = 1;
  };
  std::thread other(add);
  add();
  other.join();
  return own.size() != 2;
}

int main() {
  int failures = 0;
  std::thread threads[] = {std::thread(churn), std::thread(churn)};
  for (int i = 0; i < 60; ++i) {
    const pid_t pid = fork();
    if (pid == 0)
      _exit(child());
    int status = -1;
    waitpid(pid, &status, 0);
    failures += status != 0;
  }
  __atomic_store_n(&isOver, true, __ATOMIC_RELAXED);
  for (std::thread &thread : threads)
    thread.join();
  return failures;
}
