// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: a wait on a condition gives its mutex back and takes it again.
#include "order.h"

#include <glib.h>

GMutex mutex;
GCond changed;
bool isWritten;

int main() {
  return meeting(
      [] {
        g_mutex_lock(&mutex);
        isWritten = true;
        g_cond_signal(&changed);
        g_mutex_unlock(&mutex);
      },
      [] {
        g_mutex_lock(&mutex);
        while (!isWritten)
          g_cond_wait(&changed, &mutex);
        g_mutex_unlock(&mutex);
      });
}
