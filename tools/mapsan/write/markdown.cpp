// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For the summary of a CI job or a comment in a review: a table, then both stacks
// of each race, folded. Inside, all text is HTML's, which Markdown passes through:
// its own escapes depend on where they stand.
#include "tools/mapsan/write/markup.h"
#include "tools/mapsan/write/page.h"
#include "tools/mapsan/write/summary.h"

#include <ostream>
#include <sstream>

namespace mapsan {
namespace {

constexpr size_t kMaxRaces = 100; // a job's summary may have a megabyte

/// In a table's cell: '|' would end it, and Markdown's own signs are text.
std::string inCell(const std::string &text) {
  std::string result;
  for (char character : inMarkup(text)) {
    if (std::string("|`*_[]\\~").find(character) != std::string::npos)
      result += "&#" + std::to_string(static_cast<int>(character)) + ";";
    else
      result.push_back(character);
  }
  return result;
}

std::string code(const std::string &text) {
  return text.empty() ? "" : "<code>" + inCell(text) + "</code>";
}

void writeRow(const Page &page, std::ostream &out, const Finding &finding) {
  const LogRace &race = finding.race;
  std::string tests;
  for (const std::string &test : finding.tests)
    tests += (tests.empty() ? "" : ", ") + inCell(test);
  out << "| " << nameOf(finding.standing) << " | " << inCell(race.title)
      << " | " << code(race.map.name.empty() ? race.map.type : race.map.name)
      << " | " << code(placeOf(race.sides[0], page.root)) << " | "
      << code(race.sides.size() > 1 ? placeOf(race.sides[1], page.root) : "")
      << " | " << inCell(race.evidence) << " | " << finding.count << " | "
      << tests << " |\n";
}

void writeDetails(const Page &page, std::ostream &out, const Finding &finding) {
  const LogRace &race = finding.race;
  out << "<details><summary>" << inMarkup(race.title) << ": "
      << inMarkup(sentenceOf(race, page.root)) << "</summary>\n<pre>\n";
  std::istringstream lines(plainSides(race, page.root));
  for (std::string line; std::getline(lines, line);)
    out << inMarkup(line) << '\n';
  out << "fingerprint " << inMarkup(race.fingerprint)
      << "\n</pre>\n</details>\n\n";
}

} // namespace

void writeMarkdown(const Page &page, std::ostream &out) {
  const size_t all = page.findings.size();
  const size_t shown = std::min(all, kMaxRaces);
  out << "## MapSan: " << several(all, "race") << "\n\n";
  printExercise(out, page.catalog);
  if (!all)
    return;
  out << "\n| state | race | map | first | second | evidence | seen | test |\n"
         "|---|---|---|---|---|---|---:|---|\n";
  for (size_t i = 0; i < shown; ++i)
    writeRow(page, out, page.findings[i]);
  out << '\n';
  for (size_t i = 0; i < shown; ++i)
    writeDetails(page, out, page.findings[i]);
  if (shown < all)
    out << "and " << all - shown << " more\n";
}

} // namespace mapsan
