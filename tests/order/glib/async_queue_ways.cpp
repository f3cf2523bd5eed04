// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: each way to push to a queue comes before each way to pop from it.
#include "order.h"

#include <glib.h>

GAsyncQueue *queue = g_async_queue_new();

gint compare(gconstpointer, gconstpointer, gpointer) { return 0; }

template <typename Function> auto inside(Function function) {
  return [=] {
    g_async_queue_lock(queue);
    function(queue);
    g_async_queue_unlock(queue);
  };
}

int main() {
  const auto push = [] { g_async_queue_push(queue, &ages); };
  const auto pop = [] { g_async_queue_pop(queue); };
  const auto pushes = [=](auto how) { return [=] { inTurn(how, pop); }; };
  const auto pops = [=](auto how) { return [=] { inTurn(push, how); }; };
  constexpr guint64 kMinute = 60'000'000;
  return inEachWay(
      pushes([] { g_async_queue_push_front(queue, &ages); }),
      pushes([] { g_async_queue_push_sorted(queue, &ages, compare, nullptr); }),
      pushes(inside([](auto it) { g_async_queue_push_unlocked(it, &ages); })),
      pushes(inside([](auto it) { g_async_queue_push_front_unlocked(it, &ages); })),
      pushes(inside([](auto it) {
        g_async_queue_push_sorted_unlocked(it, &ages, compare, nullptr);
      })),
      pops([] { g_async_queue_try_pop(queue); }),
      pops([] { g_async_queue_timeout_pop(queue, kMinute); }),
      pops(inside([](auto it) { g_async_queue_pop_unlocked(it); })),
      pops(inside([](auto it) { g_async_queue_try_pop_unlocked(it); })),
      pops(inside([](auto it) { g_async_queue_timeout_pop_unlocked(it, kMinute); })),
      [=] { inTurn(inside([](auto) {}), inside([](auto) {})); });
}
