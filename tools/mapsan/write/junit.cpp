// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JUnit's XML, as CI systems read it: each test in which races happened is one
// test case that failed, with all of them; a race of no test is a case of its own.
// Accepted races are skipped cases. Without races there is one case that passed,
// so that the list shows that MapSan was there.
#include "tools/mapsan/write/markup.h"
#include "tools/mapsan/write/page.h"

#include <ostream>

namespace mapsan {
namespace {

struct Case {
  std::vector<const Finding *> open, accepted;
};

void writeRaces(const Page &page, std::ostream &out,
                const std::vector<const Finding *> &findings) {
  for (const Finding *finding : findings)
    out << inMarkup(finding->race.title) << ' '
        << inMarkup(finding->race.fingerprint) << '\n'
        << inMarkup(sentenceOf(finding->race, page.root)) << '\n';
  for (const Finding *finding : findings) {
    std::string text = plainSides(finding->race, page.root);
    for (size_t at = 0; at < text.size();) {
      const size_t end = text.find('\n', at);
      out << inMarkup(text.substr(at, end - at)) << '\n';
      at = end + 1;
    }
  }
}

void writeCase(const Page &page, std::ostream &out, const std::string &name,
               const Case &one) {
  out << "  <testcase classname=\"MapSan\" name=\"" << inMarkup(name)
      << "\">\n";
  if (!one.open.empty()) {
    const LogRace &first = one.open[0]->race;
    out << "   <failure type=\"" << inMarkup(first.title) << "\" message=\""
        << inMarkup(sentenceOf(first, page.root)) << "\">";
    writeRaces(page, out, one.open);
    out << "</failure>\n";
  } else if (!one.accepted.empty()) {
    const Accepted &accepted = one.accepted[0]->accepted;
    out << "   <skipped message=\""
        << inMarkup("accepted by " + accepted.owner + ": " + accepted.reason)
        << "\"/>\n";
  }
  out << "  </testcase>\n";
}

} // namespace

void writeJunit(const Page &page, std::ostream &out) {
  std::map<std::string, Case> cases;
  for (const Finding &finding : page.findings) {
    std::set<std::string> names = finding.tests;
    if (names.empty())
      names.insert(finding.race.title + " at " +
                   placeOf(finding.race.sides[0], page.root) + " [" +
                   finding.race.fingerprint + "]");
    for (const std::string &name : names)
      (finding.standing == Standing::Accepted ? cases[name].accepted
                                              : cases[name].open)
          .push_back(&finding);
  }
  if (cases.empty())
    cases["no race"];
  size_t failures = 0, skipped = 0;
  for (const auto &[name, one] : cases) {
    failures += !one.open.empty();
    skipped += one.open.empty() && !one.accepted.empty();
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      << " <testsuite name=\"MapSan\" tests=\"" << cases.size()
      << "\" failures=\"" << failures << "\" errors=\"0\" skipped=\"" << skipped
      << "\">\n";
  for (const auto &[name, one] : cases)
    writeCase(page, out, name, one);
  out << " </testsuite>\n</testsuites>\n";
}

} // namespace mapsan
