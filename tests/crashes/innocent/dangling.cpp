// RUN: %dies139
// Intent: a map that two threads used under a lock is destroyed and its memory
// taken away; one thread uses it still: a bug, but nobody else's.
#include "mapsan_test.h"
#include <map>
#include <mutex>
#include <new>
#include <sys/mman.h>

using Ages = std::map<int, int>;
void *memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
Ages *ages = new (memory) Ages;
std::mutex mutex;
Barrier used, gone;
volatile bool hasFound;

void owner() {
  for (int i = 0; i < 1000; ++i) {
    std::lock_guard<std::mutex> lock(mutex);
    ages->insert({i, i});
    used.arrive();
  }
  std::lock_guard<std::mutex> lock(mutex);
  ages->~Ages();
  // Not munmap: somebody else might be given the page before the victim looks.
  mprotect(memory, 4096, PROT_NONE);
  gone.arrive();
}

void victim() {
  used.wait();
  {
    std::lock_guard<std::mutex> lock(mutex);
    ages->insert({-1, 1});
  }
  gone.wait();
  std::lock_guard<std::mutex> lock(mutex);
  hasFound = ages->find(7) != ages->end(); // used, or the optimiser drops it
}

int main() { runBoth(owner, victim); }
