// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan suppress: one race becomes one line of a suppressions file, the narrowest
// that still holds when lines move: the functions of the two operations, whole.
//
//   # 7761025aae95fe09 concurrent map writes, 'ages' (cache.cpp:3)
//   # cache.cpp:10:3 <-> cache.cpp:20:5
//   pair:^Cache::put(int)$ <-> ^Cache::drop(int)$
#include "tools/mapsan/collect.h"
#include "tools/mapsan/log/finding.h"
#include "tools/mapsan/status.h"
#include "tools/mapsan/write/terminal.h"

#include <fstream>
#include <ostream>

namespace mapsan {
namespace {

constexpr size_t kMaxName = 220; // a pair has room for two

/// The whole name and nothing else; '*' stands for what the file's own syntax
/// would take otherwise.
std::string patternFor(const LogSide &side) {
  std::string name = printable(functionOf(side));
  for (size_t at; (at = name.find(" #")) != name.npos;)
    name[at + 1] = '*'; // else a comment begins
  for (size_t at; (at = name.find(" <-> ")) != name.npos;)
    name[at + 2] = '*';
  if (name.size() > kMaxName)
    return "^" + name.substr(0, kMaxName) + "*";
  return "^" + name + "$";
}

std::string ruleFor(const LogRace &race) {
  const std::string root = commonRoot({Finding{race, "", 1, {}, {}, {}}});
  std::string places = placeOf(race.sides[0], root);
  std::string rule = "race:" + patternFor(race.sides[0]);
  if (race.sides.size() == 2) {
    places += " <-> " + placeOf(race.sides[1], root);
    rule = "pair:" + patternFor(race.sides[0]) + " <-> " +
           patternFor(race.sides[1]);
  }
  return "# " + race.fingerprint + " " +
         printable(race.title + ", " + nameOf(race.map, root)) + "\n# " +
         printable(places) + "\n" + rule + "\n";
}

} // namespace

int suppressCommand(const Invocation &invocation) {
  std::string output;
  std::vector<std::string> words;
  Arguments arguments("suppress", "FINGERPRINT LOG... [-o FILE]",
                      "Writes the narrowest suppression that covers a race.");
  arguments.text("output", "FILE",
                 "The file that it is added to, instead of standard output.",
                 output);
  arguments.alias('o');
  arguments.rest(words);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (words.size() < 2)
    return arguments.mistake(invocation,
                             "which race, of which logs? `mapsan suppress "
                             "FINGERPRINT LOG`");
  Collected collected;
  collected.read({words.begin() + 1, words.end()});
  const int status = collected.finish(invocation.errors);
  for (const Finding &finding : findingsOf(collected.catalog(), {}, "")) {
    if (finding.race.fingerprint != words[0])
      continue;
    const std::string rule = ruleFor(finding.race);
    if (output.empty()) {
      invocation.out << rule;
      return status;
    }
    std::ofstream file(output, std::ios::app | std::ios::binary);
    file << rule;
    file.close();
    if (!file)
      return arguments.mistake(invocation, "cannot write '" + output + "'");
    return status;
  }
  return arguments.mistake(invocation,
                           "there is no race " + words[0] + " in these logs");
}

} // namespace mapsan
