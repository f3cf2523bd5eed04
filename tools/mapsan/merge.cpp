// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan merge: one log of many, in bounded memory, which every other command
// reads like any log. mapsan diff: what has changed between two.
#include "tools/mapsan/collect.h"
#include "tools/mapsan/log/finding.h"
#include "tools/mapsan/status.h"
#include "tools/mapsan/write/summary.h"

#include "llvm/Support/raw_os_ostream.h"

#include <ostream>
#include <unistd.h>

namespace mapsan {

int mergeCommand(const Invocation &invocation) {
  std::string output;
  std::vector<std::string> logs;
  Arguments arguments("merge", "LOG... -o FILE",
                      "Makes one log of many, with each race once.");
  arguments.text("output", "FILE", "Instead of standard output.", output);
  arguments.alias('o');
  arguments.rest(logs);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (logs.empty())
    return arguments.mistake(invocation, "which logs? `mapsan merge DIR`");
  Collected collected;
  collected.read(logs);
  const int written =
      writeTo(arguments, invocation, output, [&](std::ostream &stream) {
        llvm::raw_os_ostream out(stream);
        collected.catalog().write(out);
      });
  const int status = collected.finish(invocation.errors);
  return written ? written : status;
}

int diffCommand(const Invocation &invocation) {
  std::vector<std::string> logs;
  BaselineWish accepted;
  Arguments arguments("diff", "BASE NEW",
                      "Says which races are new, fixed, or still there; fails "
                      "on new ones only.");
  accepted.declare(arguments);
  arguments.rest(logs);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (logs.size() != 2)
    return arguments.mistake(invocation,
                             "two logs are compared: `mapsan diff BASE NEW`");
  if (const std::optional<int> status = accepted.read(arguments, invocation))
    return *status;
  Collected base, now;
  base.read({logs[0]});
  now.read({logs[1]});
  const auto in = [](const Collected &where, const Finding &finding) {
    const auto &races = where.catalog().races();
    const auto found = races.find(finding.race.fingerprint);
    return found != races.end() && !found->second.isNote;
  };
  std::vector<Finding> added, fixed, still;
  for (Finding &finding :
       findingsOf(now.catalog(), accepted.baseline, accepted.day))
    (in(base, finding) ? still : added).push_back(std::move(finding));
  for (Finding &finding :
       findingsOf(base.catalog(), accepted.baseline, accepted.day))
    if (!in(now, finding))
      fixed.push_back(std::move(finding));
  const Terminal terminal = terminalOf(STDOUT_FILENO);
  const auto print = [&](const char *title, const std::vector<Finding> &some) {
    invocation.out << title << ": " << several(some.size(), "race") << '\n';
    printTable(invocation.out, some, commonRoot(some), terminal);
  };
  print("New", added);
  print("Fixed, or not met this time", fixed);
  print("Still there", still);
  const int damaged =
      std::max(base.finish(invocation.errors), now.finish(invocation.errors));
  return countOpen(added) ? static_cast<int>(kRaces) : damaged;
}

} // namespace mapsan
