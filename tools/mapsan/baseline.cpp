// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan baseline: races that a team accepts, with who, why and until when.
//
//   mapsan baseline FILE list
//   mapsan baseline FILE accept FINGERPRINT... --reason= --owner= [--expires=]
//                                              [--logs=DIR]
//   mapsan baseline FILE remove FINGERPRINT...
//   mapsan baseline FILE check          fails if an entry has expired
#include "tools/mapsan/collect.h"
#include "tools/mapsan/log/finding.h"
#include "tools/mapsan/status.h"
#include "tools/mapsan/write/summary.h"

#include <ostream>

namespace mapsan {
namespace {

struct Wish {
  std::string reason, owner, expires, logs, day = today();
  std::string file, action;
  std::vector<std::string> fingerprints;
};

void list(std::ostream &out, const Baseline &baseline, const Wish &wish,
          bool expiredOnly) {
  for (const auto &[fingerprint, entry] : baseline.accepted) {
    const bool isExpired =
        baseline.standingOf(fingerprint, wish.day) == Standing::Expired;
    if (expiredOnly && !isExpired)
      continue;
    out << fingerprint << "  "
        << (entry.expires.empty() ? "no end    " : entry.expires)
        << (isExpired ? " EXPIRED" : "") << "  " << printable(entry.owner)
        << ": " << printable(entry.reason) << '\n';
    if (!entry.title.empty())
      out << "                  " << printable(entry.title) << "  "
          << printable(entry.places) << "  " << printable(entry.map) << '\n';
  }
}

/// What readers of the file want to know of the race, from the logs.
void describe(const Catalog &catalog, const std::string &fingerprint,
              Accepted &entry) {
  for (const Finding &finding : findingsOf(catalog, {}, "")) {
    const LogRace &race = finding.race;
    if (race.fingerprint != fingerprint)
      continue;
    const std::string root = commonRoot({finding});
    entry.title = race.title;
    entry.map = nameOf(race.map, root);
    entry.places = placeOf(race.sides[0], root);
    if (race.sides.size() > 1)
      entry.places += " <-> " + placeOf(race.sides[1], root);
  }
}

int accept(const Arguments &arguments, const Invocation &invocation,
           Baseline &baseline, const Wish &wish) {
  if (wish.reason.empty() || wish.owner.empty())
    return arguments.mistake(invocation,
                             "an accepted race needs --reason and --owner: "
                             "somebody has to stand for it");
  if (!wish.expires.empty() && !isDate(wish.expires))
    return arguments.mistake(invocation, "--expires=" + wish.expires +
                                             ": a day is YYYY-MM-DD");
  Collected collected;
  if (!wish.logs.empty())
    collected.read({wish.logs});
  for (const std::string &fingerprint : wish.fingerprints) {
    if (!wish.logs.empty() && !collected.catalog().races().count(fingerprint))
      return arguments.mistake(invocation, "there is no race " + fingerprint +
                                               " in '" + wish.logs + "'");
    Accepted &entry = baseline.accepted[fingerprint];
    entry.reason = wish.reason;
    entry.owner = wish.owner;
    entry.expires = wish.expires;
    describe(collected.catalog(), fingerprint, entry);
  }
  return collected.finish(invocation.errors);
}

int remove(const Arguments &arguments, const Invocation &invocation,
           Baseline &baseline, const Wish &wish) {
  for (const std::string &fingerprint : wish.fingerprints)
    if (!baseline.accepted.erase(fingerprint))
      return arguments.mistake(invocation, "there is no race " + fingerprint +
                                               " in '" + wish.file + "'");
  return kFine;
}

int act(const Arguments &arguments, const Invocation &invocation,
        const Wish &wish) {
  const bool changes = wish.action == "accept" || wish.action == "remove";
  if (!changes && wish.action != "list" && wish.action != "check")
    return arguments.mistake(invocation,
                             "'" + wish.action +
                                 "' is not one of list, accept, remove, check");
  if (changes == wish.fingerprints.empty())
    return arguments.mistake(invocation,
                             changes ? "which race? name its fingerprint"
                                     : wish.action + " takes no fingerprint");
  for (const std::string &fingerprint : wish.fingerprints)
    if (!isFingerprint(fingerprint))
      return arguments.mistake(invocation,
                               "'" + fingerprint +
                                   "' is no fingerprint: those have 16 "
                                   "hexadecimal digits");
  Baseline baseline;
  const bool isNew =
      wish.action == "accept" && !std::filesystem::exists(wish.file);
  if (!isNew)
    if (const std::string problem = baseline.read(wish.file); !problem.empty())
      return arguments.mistake(invocation, problem);
  if (!changes) {
    const bool checks = wish.action == "check";
    list(invocation.out, baseline, wish, checks);
    for (const auto &[fingerprint, entry] : baseline.accepted)
      if (checks &&
          baseline.standingOf(fingerprint, wish.day) == Standing::Expired)
        return kRaces;
    return kFine;
  }
  const int status = wish.action == "accept"
                         ? accept(arguments, invocation, baseline, wish)
                         : remove(arguments, invocation, baseline, wish);
  if (status == kMistake)
    return status;
  if (const std::string problem = baseline.write(wish.file); !problem.empty())
    return arguments.mistake(invocation, problem);
  return status;
}

} // namespace

int baselineCommand(const Invocation &invocation) {
  Wish wish;
  std::vector<std::string> words;
  Arguments arguments("baseline",
                      "FILE list|accept|remove|check [FINGERPRINT...]",
                      "Keeps the races that a team accepts.");
  arguments.text("reason", "TEXT", "Why the race is accepted.", wish.reason);
  arguments.text("owner", "NAME", "Who stands for it.", wish.owner);
  arguments.text("expires", "DATE", "The last day on which it passes.",
                 wish.expires);
  arguments.text("logs", "LOG", "Logs that have the race, to describe it.",
                 wish.logs);
  arguments.text("today", "DATE", "The day that decides what has expired.",
                 wish.day);
  arguments.rest(words);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (words.size() < 2)
    return arguments.mistake(
        invocation, "what is to be done? `mapsan baseline FILE list`, accept, "
                    "remove or check");
  if (!isDate(wish.day))
    return arguments.mistake(invocation,
                             "--today=" + wish.day + ": a day is YYYY-MM-DD");
  wish.file = words[0];
  wish.action = words[1];
  wish.fingerprints.assign(words.begin() + 2, words.end());
  return act(arguments, invocation, wish);
}

} // namespace mapsan
