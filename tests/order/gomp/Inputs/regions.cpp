// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "regions.h"

#include <omp.h>

void region(void (*body)(int)) {
#pragma omp parallel num_threads(2)
  body(omp_get_thread_num());
}

void barrier() {
#pragma omp barrier
}

void critical(void (*body)()) {
#pragma omp critical(one)
  body();
}

void ordered(void (*body)(int)) {
#pragma omp parallel for ordered schedule(static, 1) num_threads(2)
  for (int i = 0; i < 2; ++i) {
#pragma omp ordered
    body(i);
  }
}

void loopOfTwo(void (*body)(int)) {
#pragma omp for schedule(static, 1)
  for (int i = 0; i < 2; ++i)
    body(i);
}

int numberOfOne(int (*body)()) {
  int number;
#pragma omp single copyprivate(number)
  number = body();
  return number;
}

void task(void (*body)()) {
#pragma omp task
  body();
}

namespace {
// Copied into a task by its own constructor.
struct Copied {
  void (*body)();
  explicit Copied(void (*body)()) : body(body) {}
  Copied(const Copied &other) : body(other.body) {}
};
} // namespace

void taskCopying(void (*body)()) {
  Copied copied(body);
#pragma omp task
  copied.body();
}

void taskwait() {
#pragma omp taskwait
}
