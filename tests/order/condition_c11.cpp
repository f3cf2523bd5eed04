// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: the same with what C11 has.
#include "order.h"

#include <threads.h>

mtx_t mutex;
cnd_t changed;
bool isReady;

int main() {
  mtx_init(&mutex, mtx_plain);
  cnd_init(&changed);
  return meeting(
      [] {
        mtx_lock(&mutex);
        isReady = true;
        cnd_signal(&changed);
        mtx_unlock(&mutex);
      },
      [] {
        mtx_lock(&mutex);
        while (!isReady)
          cnd_wait(&changed, &mutex);
        mtx_unlock(&mutex);
      });
}
