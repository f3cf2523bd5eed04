// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t 300 3000 > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t 300 3000 > %t.out 2>&1 && %silent %t.out
// RUN: %mapsanxx -O1 -DRACE %s -o %t.race && %exits 66 %t.race 300 300 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t.race 300 300 2>&1 | FileCheck %s
// Intent: so many threads alive at once, so many in all, with the smallest stacks
// that threads can have: nothing false, and a race among them is found. By hand:
// 10000 alive, 1000000 in all.
// CHECK: WARNING: MapSan: concurrent map
// CHECK: #0 {{.*}}many.cpp
// CHECK: #0 {{.*}}many.cpp
// CHECK: SUMMARY: MapSan: concurrent map
#include "mapsan_test.h"

#include <map>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <vector>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
Barrier arrived, leave, inside, done;

void *work(void *number) {
  const int self = static_cast<int>(reinterpret_cast<intptr_t>(number));
#ifdef RACE
  if (self == 7) {
    hold.here(inside, done);
    ages.emplace(99, 1);
  } else if (self == 250) {
    inside.wait();
    (void)ages.count(1);
    done.arrive();
  }
#else
  pthread_mutex_lock(&mutex);
  ages[self % 50] = self;
  pthread_mutex_unlock(&mutex);
#endif
  arrived.arrive();
  leave.wait();
  return nullptr;
}

int main(int, char **arguments) {
  const int alive = atoi(arguments[1]), total = atoi(arguments[2]);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, 16 << 10))
    return 1;
  for (int made = 0; made < total; made += alive) {
    arrived = leave = Barrier();
    std::vector<pthread_t> threads(alive);
    for (int i = 0; i < alive; ++i)
      if (pthread_create(&threads[i], &attributes, work,
                         reinterpret_cast<void *>(static_cast<intptr_t>(i)))) {
        printf("only %d threads\n", i);
        return 2;
      }
    arrived.wait(alive);
    leave.arrive();
    for (pthread_t thread : threads)
      pthread_join(thread, nullptr);
  }
}
