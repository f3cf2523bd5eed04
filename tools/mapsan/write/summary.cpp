// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table has its columns side by side where they fit, and two lines a race
// where they do not:
//
//   SEEN  EVIDENCE   FIRST             SECOND            MAP       TEST  FINGERPRINT
//     3x  unordered  router.cpp:52:20  router.cpp:31:12  routes_   ...   7761025aae95fe09
//
//     3x  unordered  'routes_'  7761025aae95fe09
//         router.cpp:52:20 <-> router.cpp:31:12
#include "tools/mapsan/write/summary.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace mapsan {
namespace {

enum Column { kSeen, kState, kEvidence, kFirst, kSecond, kMap, kTest, kPrint };
constexpr unsigned kColumns = kPrint + 1;
using Row = std::array<std::string, kColumns>;

constexpr unsigned kGap = 2;
constexpr unsigned kLeastName = 8; // less of a map's name says nothing

std::string testsOf(const Finding &finding) {
  if (finding.tests.empty())
    return "";
  std::string text = *finding.tests.begin();
  if (finding.tests.size() > 1)
    text += " and " + std::to_string(finding.tests.size() - 1) + " more";
  return text;
}

Row rowOf(const Finding &finding, const std::string &root) {
  const LogRace &race = finding.race;
  Row row;
  row[kSeen] = std::to_string(finding.count) + "x";
  row[kState] = nameOf(finding.standing);
  row[kEvidence] = race.evidence;
  row[kFirst] = placeOf(race.sides[0], root);
  row[kSecond] = race.sides.size() > 1 ? placeOf(race.sides[1], root) : "";
  row[kMap] = race.map.name.empty() ? race.map.type : race.map.name;
  row[kTest] = testsOf(finding);
  row[kPrint] = race.fingerprint;
  for (std::string &cell : row)
    cell = printable(cell);
  return row;
}

void printWide(std::ostream &out, const Row &row,
               const std::array<unsigned, kColumns> &widths) {
  std::string line;
  for (unsigned i = 0; i < kColumns; ++i) {
    if (!widths[i])
      continue;
    line += line.empty() ? "  " : std::string(kGap, ' ');
    line += i == kSeen
                ? std::string(widths[i] - columnsOf(row[i]), ' ') + row[i]
                : padded(row[i], widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void printNarrow(std::ostream &out, const Row &row, unsigned width) {
  const std::string head = "  " + row[kSeen] + "  " + row[kState] + "  " +
                           row[kEvidence] + "  " + row[kPrint];
  const unsigned used = columnsOf(head) + kGap;
  out << head;
  if (used + kLeastName <= width)
    out << "  " << keepEnd(row[kMap], width - used);
  out << '\n';
  const unsigned room = width > 6 ? width - 6 : 1;
  const std::string places =
      row[kSecond].empty() ? row[kFirst] : row[kFirst] + " <-> " + row[kSecond];
  if (columnsOf(places) <= room) {
    out << "      " << places << '\n';
  } else {
    out << "      " << keepEnd(row[kFirst], room) << '\n';
    if (!row[kSecond].empty())
      out << "  <-> " << keepEnd(row[kSecond], room) << '\n';
  }
  if (!row[kTest].empty())
    out << "      in " << keepEnd(row[kTest], room > 3 ? room - 3 : 1) << '\n';
}

} // namespace

std::string several(uint64_t number, const std::string &what) {
  const std::string plural =
      what.size() > 2 && what.compare(what.size() - 2, 2, "ss") == 0 ? "es"
                                                                     : "s";
  return std::to_string(number) + " " + what + (number == 1 ? "" : plural);
}

std::string whyNothingWasChecked(const Catalog &catalog) {
  const Exercise total = catalog.total();
  if (!total.processes && !total.ended)
    return "no process carried MapSan's runtime (or all that did said on "
           "standard error that they cannot open their log): compile and link "
           "with `mapsan cxx`, or with what `mapsan flags` prints";
  if (total.ended >= total.processes && !total.operations())
    return several(total.processes, "process") +
           " carried MapSan's runtime, but no operation on a map was reached: "
           "compile what uses maps with `mapsan cxx`, or with what `mapsan "
           "flags` prints";
  return "";
}

void printExercise(std::ostream &out, const Catalog &catalog, unsigned width) {
  const Exercise total = catalog.total();
  std::vector<std::string> parts{
      "Checked: " + several(total.processes, "process") + " of " +
      several(catalog.programs().size(), "program")};
  if (const uint64_t sites = total.count("sites")) {
    const bool isReachedKnown = total.counts.count("sitesReached");
    parts.push_back(
        (isReachedKnown ? std::to_string(total.count("sitesReached")) + " of "
                        : std::string()) +
        several(sites, "call site") + (isReachedKnown ? " reached" : ""));
  }
  std::string operations = several(total.operations(), "operation");
  if (const uint64_t maps = total.count("maps")) {
    const uint64_t shared = std::min(maps, total.count("sharedMaps"));
    parts.push_back(operations + " on " + several(maps, "map"));
    parts.push_back(std::to_string(shared) +
                    " of them used by more than one thread, " +
                    std::to_string(maps - shared) + " never shared");
  } else {
    parts.push_back(operations);
  }
  unsigned column = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    const unsigned columns = columnsOf(parts[i]) + (i + 1 < parts.size());
    const bool isBroken = i && width && column + 1 + columns > width;
    out << (isBroken ? "\n  "
            : i      ? " "
                     : "")
        << parts[i] << (i + 1 < parts.size() ? ";" : "");
    column = isBroken ? 2 + columns : column + (i ? 1 : 0) + columns;
  }
  out << '\n';
  if (total.processes > total.ended)
    out << "Of " << several(total.processes - total.ended, "process")
        << " no counts are known: crashed, killed, or became another program\n";
}

void printTable(std::ostream &out, const std::vector<Finding> &findings,
                const std::string &root, const Terminal &terminal) {
  if (findings.empty())
    return;
  std::vector<Row> rows{{"SEEN", "STATE", "EVIDENCE", "FIRST", "SECOND", "MAP",
                         "TEST", "FINGERPRINT"}};
  for (const Finding &finding : findings)
    rows.push_back(rowOf(finding, root));
  std::array<unsigned, kColumns> widths{};
  for (size_t i = 1; i < rows.size(); ++i)
    for (unsigned column = 0; column < kColumns; ++column)
      widths[column] = std::max(widths[column], columnsOf(rows[i][column]));
  unsigned all = 2;
  for (unsigned column = 0; column < kColumns; ++column) {
    if (!widths[column])
      continue; // nobody has it: no test was named
    widths[column] = std::max(widths[column], columnsOf(rows[0][column]));
    all += widths[column] + kGap;
  }
  if (terminal.width && all - kGap > terminal.width) {
    for (size_t i = 1; i < rows.size(); ++i)
      printNarrow(out, rows[i], terminal.width);
    return;
  }
  for (const Row &row : rows)
    printWide(out, row, widths);
}

} // namespace mapsan
