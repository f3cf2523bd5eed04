// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[$(pkg-config --cflags --libs glib-2.0)]
// Intent: who finds a thing done once comes after who did it.
#include "order.h"

#include <glib.h>

GOnce once = G_ONCE_INIT;

int main() {
  const auto doOnce = [] {
    const GThreadFunc nothing = [](void *) -> void * { return nullptr; };
    g_once(&once, nothing, nullptr);
  };
  return inTurn(doOnce, doOnce);
}
