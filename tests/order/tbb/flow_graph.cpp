// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %order[-ltbb]
// Intent: a node of a graph comes after who gave it its input.
#include "order.h"
#include "tbb_arena.h"

#include <oneapi/tbb/flow_graph.h>

Barrier isDone;

int main() {
  startWorker();
  arena.execute([] {
    tbb::flow::graph graph;
    tbb::flow::function_node<int> node(graph, tbb::flow::unlimited, [](int) {
      hasWritten.wait();
      reads();
      isDone.arrive();
    });
    if (isRace)
      node.try_put(1);
    writes();
    hasWritten.arrive();
    if (!isRace)
      node.try_put(1);
    isDone.wait();
    graph.wait_for_all();
  });
}
