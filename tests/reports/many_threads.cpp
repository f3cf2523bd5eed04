// RUN: %mapsanxx -O1 %s -o %t && env MAPSAN_OPTIONS=mode=report %exits 0 %t 6 300 > %t.out
// RUN: FileCheck %s < %t.out
// Intent: hundreds of threads alive, and thousands over a run: their places are used again, and what
// the first half of them needed is enough for the second. With the arguments 2000 100 it is 200 000 of
// them (and 48 bytes are kept of each), with 12 2000 thousands at a time.
// CHECK: 1800 threads, 300 at once
// CHECK: OK
#include "mapsan_test.h"

#include <map>
#include <mutex>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <vector>

std::map<int, int> ages;
std::mutex lock;
std::mutex gate; // main's until all are there
Barrier *areThere;

long residentKb() {
  FILE *file = fopen("/proc/self/statm", "r");
  long all = 0, resident = 0;
  if (fscanf(file, "%ld %ld", &all, &resident) != 2)
    abort();
  fclose(file);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

void *work(void *number) {
  const int key = static_cast<int>(reinterpret_cast<long>(number));
  std::map<int, int> mine{{key, key}};
  {
    std::lock_guard<std::mutex> guard(lock);
    ages[key] = static_cast<int>(mine.size());
  }
  areThere->arrive();
  gate.lock();
  gate.unlock();
  std::lock_guard<std::mutex> guard(lock);
  ages.erase(key);
  return nullptr;
}

int main(int, char **arguments) {
  const int rounds = atoi(arguments[1]);
  const int alive = atoi(arguments[2]);
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  long half = 0;
  for (int round = 0; round < rounds; ++round) {
    Barrier barrier;
    areThere = &barrier;
    std::vector<pthread_t> threads(alive);
    gate.lock();
    for (long i = 0; i < alive; ++i)
      if (pthread_create(&threads[i], &small, work, reinterpret_cast<void *>(i)))
        abort();
    barrier.wait(alive);
    gate.unlock();
    for (pthread_t thread : threads)
      pthread_join(thread, nullptr);
    if (round + 1 == rounds / 2)
      half = residentKb();
  }
  const long grown = residentKb() - half;
  printf("%d threads, %d at once: %ld MB after half of them, %ld KB more at the end\n", rounds * alive, alive,
         half >> 10, grown);
  puts(grown <= 4096 ? "OK" : "memory grows");
}
