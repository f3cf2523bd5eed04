// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "regions.h"

#include <omp.h>

void region(void (*body)(int)) {
#pragma omp parallel num_threads(2)
  body(omp_get_thread_num());
}

void sections(void (*body)(int)) {
#pragma omp parallel sections num_threads(2)
  {
    body(0);
#pragma omp section
    body(1);
  }
}

void dynamicLoop(void (*body)(int)) {
#pragma omp parallel for schedule(dynamic) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void guidedLoop(void (*body)(int)) {
#pragma omp parallel for schedule(guided) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void runtimeLoop(void (*body)(int)) {
#pragma omp parallel for schedule(runtime) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void monotonicDynamicLoop(void (*body)(int)) {
#pragma omp parallel for schedule(monotonic : dynamic) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void monotonicGuidedLoop(void (*body)(int)) {
#pragma omp parallel for schedule(monotonic : guided) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void monotonicRuntimeLoop(void (*body)(int)) {
#pragma omp parallel for schedule(monotonic : runtime) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void nonmonotonicRuntimeLoop(void (*body)(int)) {
#pragma omp parallel for schedule(nonmonotonic : runtime) num_threads(2)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void doacross(void (*body)(int)) {
#pragma omp parallel for ordered(1) schedule(static, 1) num_threads(2)
  for (int i = 0; i < 2; ++i) {
#pragma omp ordered depend(sink : i - 1)
    body(i);
#pragma omp ordered depend(source)
  }
}

void taskReduction(void (*body)(int)) {
  int sum = 0;
#pragma omp parallel num_threads(2) reduction(task, + : sum)
  body(omp_get_thread_num());
}

namespace {
volatile bool isCancelled;
}

void cancellableBarrier(void (*body)(int), void (*after)()) {
#pragma omp parallel num_threads(2)
  {
    body(omp_get_thread_num());
#pragma omp cancel parallel if (isCancelled)
#pragma omp barrier
    after();
  }
}

void cancellableLoop(void (*body)(int), void (*after)()) {
#pragma omp parallel num_threads(2)
  {
#pragma omp cancel parallel if (isCancelled)
#pragma omp for schedule(dynamic)
    for (int i = 0; i < 2; ++i)
      body(i);
    after();
  }
}

void cancellableSections(void (*body)(int), void (*after)()) {
#pragma omp parallel num_threads(2)
  {
#pragma omp cancel parallel if (isCancelled)
#pragma omp sections
    {
      body(0);
#pragma omp section
      body(1);
    }
    after();
  }
}

void barrier() {
#pragma omp barrier
}

void critical(void (*body)()) {
#pragma omp critical(one)
  body();
}

void criticalUnnamed(void (*body)()) {
#pragma omp critical
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

void dynamicLoopOfTwo(void (*body)(int)) {
#pragma omp for schedule(dynamic)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void sectionsOfTwo(void (*body)(int)) {
#pragma omp sections
  {
    body(0);
#pragma omp section
    body(1);
  }
}

void reductionOfTwo(void (*body)(int)) {
  static int sum;
#pragma omp for schedule(static, 1) reduction(task, + : sum)
  for (int i = 0; i < 2; ++i)
    body(i);
}

void atomically() {
  static long double sum; // no instruction adds to it
#pragma omp atomic
  sum += 1;
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

void taskloop(void (*body)(int)) {
#pragma omp taskloop grainsize(1) nogroup
  for (int i = 0; i < 2; ++i)
    body(i);
}

void taskgroup(void (*body)(), void (*meanwhile)()) {
#pragma omp taskgroup
  {
#pragma omp task
    body();
    meanwhile();
  }
}

namespace {
int given;
}

void taskThatGives(void (*body)()) {
#pragma omp task depend(out : given)
  body();
}

void taskwaitFor() {
#pragma omp taskwait depend(in : given)
}

void taskwait() {
#pragma omp taskwait
}
