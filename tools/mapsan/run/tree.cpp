// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tree may grow while it is walked. Parents are signalled first, and the walk
// is repeated until it finds nobody new; the number of rounds is bounded.
#include "tools/mapsan/run/tree.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

namespace mapsan {
namespace {

/// Parent of each living process.
std::multimap<int, int> childrenByParent() {
  std::multimap<int, int> children;
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc", error), end;
       !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.find_first_not_of("0123456789") != name.npos)
      continue;
    std::ifstream stat(at->path() / "stat");
    std::string line;
    std::getline(stat, line);
    const size_t close = line.rfind(')'); // the name may have any character
    if (close == line.npos || close + 4 > line.size() ||
        line[close + 2] == 'Z' || line[close + 2] == 'X')
      continue;
    children.emplace(std::atoi(line.c_str() + close + 4),
                     std::atoi(name.c_str()));
  }
  return children;
}

} // namespace

std::vector<int> descendantsOf(int pid) {
  const std::multimap<int, int> children = childrenByParent();
  std::vector<int> found{pid};
  for (size_t i = 0; i < found.size(); ++i) {
    const auto [begin, end] = children.equal_range(found[i]);
    for (auto child = begin; child != end; ++child)
      found.push_back(child->second);
  }
  found.erase(found.begin());
  return found;
}

void signalTree(int pid, int signal) {
  std::set<int> told;
  for (int round = 0; round < 16; ++round) {
    std::vector<int> tree = descendantsOf(pid);
    tree.insert(tree.begin(), pid);
    bool anyNew = false;
    for (int process : tree)
      if (told.insert(process).second) {
        anyNew = true;
        kill(process, signal);
      }
    if (!anyNew)
      return;
  }
}

} // namespace mapsan
