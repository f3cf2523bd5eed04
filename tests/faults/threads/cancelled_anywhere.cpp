// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 0 %t > %t.out 2>&1 && %silent %t.out
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t > %t.out 2>&1 && %silent %t.out
// Intent: threads are cancelled asynchronously, at any instruction of a look-up that
// nobody has to clean up after. Who has joined them may change the map.
#include "mapsan_test.h"

#include <map>
#include <pthread.h>

std::map<int, int> ages{{1, 30}, {2, 40}, {3, 50}};
Barrier looking;

void *looker(void *) {
  int before;
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &before);
  looking.arrive();
  for (;;)
    (void)ages.count(2);
}

int main() {
  for (int i = 1; i <= 300; ++i) {
    pthread_t thread;
    pthread_create(&thread, nullptr, looker, nullptr);
    looking.wait(i);
    for (int delay = 0; delay < i * 10; ++delay)
      asm volatile("");
    pthread_cancel(thread);
    pthread_join(thread, nullptr);
    ages[i] = i;
    ages.erase(i - 5);
    ages[2] = i;
  }
}
