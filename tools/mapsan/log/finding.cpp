// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/log/finding.h"

#include "tools/mapsan/log/symbols.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

namespace mapsan {

std::vector<Finding> findingsOf(const Catalog &catalog,
                                const Baseline &baseline,
                                const std::string &today, Symbols *symbols) {
  std::vector<Finding> findings;
  for (const std::string &fingerprint : catalog.inOrder()) {
    const Known &known = catalog.races().at(fingerprint);
    llvm::Expected<llvm::json::Value> value = llvm::json::parse(known.line);
    if (!value) { // the reader has parsed it before
      llvm::consumeError(value.takeError());
      continue;
    }
    llvm::json::Object &record = *value->getAsObject();
    const bool isBetter = symbols && symbols->resolve(record);
    std::optional<LogRace> race = readRace(record);
    if (!race)
      continue;
    Finding finding;
    finding.race = std::move(*race);
    finding.line = known.line;
    if (isBetter) {
      finding.line.clear();
      llvm::raw_string_ostream(finding.line) << *value;
    }
    finding.count = known.count;
    finding.tests = known.tests;
    finding.standing = baseline.standingOf(fingerprint, today);
    if (const Accepted *accepted = baseline.find(fingerprint))
      finding.accepted = *accepted;
    findings.push_back(std::move(finding));
  }
  const auto rank = [](const Finding &finding) {
    return finding.standing == Standing::New       ? 0
           : finding.standing == Standing::Expired ? 1
                                                   : 2;
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding &one, const Finding &other) {
                     return rank(one) < rank(other);
                   });
  return findings;
}

size_t countOpen(const std::vector<Finding> &findings) {
  return static_cast<size_t>(
      std::count_if(findings.begin(), findings.end(), [](const Finding &one) {
        return one.standing != Standing::Accepted;
      }));
}

std::string commonRoot(const std::vector<Finding> &findings) {
  std::string root;
  bool isFirst = true;
  const auto narrow = [&](const std::string &file) {
    if (file.empty() || file[0] != '/')
      return;
    const std::string folder = file.substr(0, file.rfind('/'));
    if (isFirst) {
      root = folder;
      isFirst = false;
      return;
    }
    while (!root.empty() && folder != root &&
           folder.compare(0, root.size() + 1, root + "/") != 0)
      root.resize(root.rfind('/'));
  };
  for (const Finding &finding : findings)
    for (const LogSide &side : finding.race.sides)
      narrow(side.file);
  return root;
}

const char *nameOf(Standing standing) {
  switch (standing) {
  case Standing::New:
    return "new";
  case Standing::Accepted:
    return "known";
  case Standing::Expired:
    return "expired";
  }
  return "";
}

} // namespace mapsan
