// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The processes below one, as /proc shows them just now.
#ifndef MAPSAN_TOOLS_MAPSAN_RUN_TREE_H
#define MAPSAN_TOOLS_MAPSAN_RUN_TREE_H

#include <vector>

namespace mapsan {

/// Without `pid` itself, without those that have ended.
std::vector<int> descendantsOf(int pid);

/// Sends the signal to `pid` and all below it, and to those born meanwhile.
void signalTree(int pid, int signal);

} // namespace mapsan

#endif
