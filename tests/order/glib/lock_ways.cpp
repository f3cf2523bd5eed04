// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: locks of bits, of words and of pointers, taken or tried, and a wait that would end.
#include "order.h"

#include <glib.h>

int word;
gpointer pointer;
GMutex mutex;
GCond changed;
bool isWritten;

void waits() {
  meeting(
      [] {
        g_mutex_lock(&mutex);
        isWritten = true;
        g_cond_broadcast(&changed);
        g_mutex_unlock(&mutex);
      },
      [] {
        g_mutex_lock(&mutex);
        while (!isWritten)
          g_cond_wait_until(&changed, &mutex, g_get_monotonic_time() + G_TIME_SPAN_MINUTE);
        g_mutex_unlock(&mutex);
      });
}

int main() {
  const auto bit = [](auto lock) {
    return [=] { locked(lock, [] { g_bit_unlock(&word, 3); }); };
  };
  const auto ofPointer = [](auto lock) {
    return [=] { locked(lock, [] { g_pointer_bit_unlock(&pointer, 0); }); };
  };
  return inEachWay(
      bit([] { g_bit_trylock(&word, 3); }),
      ofPointer([] { g_pointer_bit_lock(&pointer, 0); }),
      ofPointer([] { g_pointer_bit_trylock(&pointer, 0); }), waits);
}
