// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order
// Intent: an annotated lock is a lock.
#include "order.h"

#include <stdint.h>

extern "C" {
void AnnotateRWLockAcquired(const char *, int, uintptr_t, uintptr_t);
void AnnotateRWLockReleased(const char *, int, uintptr_t, uintptr_t);
}
int lock;

int main() {
  const auto at = reinterpret_cast<uintptr_t>(&lock);
  return locked([=] { AnnotateRWLockAcquired(__FILE__, __LINE__, at, 1); },
                [=] { AnnotateRWLockReleased(__FILE__, __LINE__, at, 1); });
}
