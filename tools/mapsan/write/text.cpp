// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report for people. The two sides of a race stand side by side where there
// is room for both, because that is how they are compared; else below each other.
// What both stacks have at their outer end is said once; frames of libraries are
// dim.
//
//   concurrent map read and map write   new, seen 3 times   00000000000000aa
//   Map: 'routes_' (router.h:31), std::map<int, int>
//     Write by T2, holding no lock          │ Previous read by T1, holding M1
//     emplace inserted key 7                │ find key 1
//       #0 Router::add(int)                 │   #0 Router::has(int)
//          router.cpp:31:12                 │      router.cpp:52:20
//          31│ routes_.emplace(key, 1);     │      52│ return routes_.find(key)
//            │         ^                    │        │                ^
//     Both from
//       main  main.cpp:9
//   Evidence: ...
#include "tools/mapsan/write/page.h"
#include "tools/mapsan/write/summary.h"

#include "runtime/report/report.h"

#include <algorithm>
#include <ostream>

namespace mapsan {
namespace {

constexpr unsigned kLeastColumn = 52; // narrower stacks are not worth comparing

enum class Look { Plain, Bold, Dim, Blue, Red };

struct Line {
  std::string text;
  Look look = Look::Plain;
  unsigned hang = 0; // how far further lines are moved in when it is broken
};

bool isOfLibrary(const LogFrame &frame) {
  const std::string &path = frame.file.empty() ? frame.module : frame.file;
  for (const char *folder : {"/usr/", "/lib/", "/lib64/", "/opt/"})
    if (path.rfind(folder, 0) == 0)
      return true;
  return path.empty();
}

bool isSame(const LogFrame &one, const LogFrame &other) {
  return one.function == other.function && one.file == other.file &&
         one.line == other.line && one.column == other.column &&
         one.module == other.module;
}

/// How many frames both stacks have in common at their outer ends; never all.
size_t countCommon(const LogRace &race) {
  if (race.sides.size() < 2)
    return 0;
  const auto &one = race.sides[0].stack.frames;
  const auto &other = race.sides[1].stack.frames;
  size_t common = 0;
  while (common + 1 < std::min(one.size(), other.size()) &&
         isSame(one[one.size() - 1 - common], other[other.size() - 1 - common]))
    ++common;
  return common;
}

class TextPage {
public:
  TextPage(const Page &page, std::ostream &out) : page_(page), out_(out) {}
  void finding(const Finding &finding);

private:
  const Terminal &terminal() const { return page_.terminal; }
  std::vector<Line> sideLines(const LogRace &race, const LogSide &side,
                              size_t common);
  void frame(std::vector<Line> &lines, const LogFrame &frame, size_t number,
             bool showsSource);
  void stack(const LogStack &stack);
  void sides(const LogRace &race);
  void rest(const LogRace &race);
  void print(const Line &line, unsigned indent);
  void printBeside(const std::vector<Line> &left,
                   const std::vector<Line> &right);
  std::string styled(const Line &line, const std::string &text) const;
  std::string place(const LogFrame &frame) const {
    return printable(placeOf(frame, page_.root));
  }

  const Page &page_;
  std::ostream &out_;
};

std::string TextPage::styled(const Line &line, const std::string &text) const {
  const Terminal &to = terminal();
  const char *look = line.look == Look::Bold   ? to.bold()
                     : line.look == Look::Dim  ? to.dim()
                     : line.look == Look::Blue ? to.blue()
                     : line.look == Look::Red  ? to.red()
                                               : "";
  return *look ? look + text + to.plain() : text;
}

/// Breaks at blanks if it can; the width is never exceeded.
std::vector<Line> broken(const Line &line, unsigned width) {
  std::vector<Line> lines;
  std::string rest = line.text;
  while (width > line.hang + 8 && columnsOf(rest) > width) {
    size_t end = 0, blank = 0;
    const size_t front = rest.find_first_not_of(' ');
    while (end < rest.size()) {
      size_t next = end + 1;
      while (next < rest.size() &&
             (static_cast<unsigned char>(rest[next]) & 0xC0) == 0x80)
        ++next;
      if (columnsOf(rest.substr(0, next)) > width)
        break;
      if (rest[end] == ' ' && end > front)
        blank = end;
      end = next;
    }
    const bool isAtBlank = blank > width / 2;
    const size_t cut = isAtBlank ? blank : end;
    lines.push_back({rest.substr(0, cut), line.look, 0});
    rest = std::string(line.hang, ' ') + rest.substr(cut + isAtBlank);
  }
  lines.push_back({rest, line.look, 0});
  return lines;
}

void TextPage::print(const Line &line, unsigned indent) {
  const unsigned width = terminal().width;
  const std::string before(indent, ' ');
  if (!width) {
    out_ << before << line.text << '\n';
    return;
  }
  for (const Line &part : broken(line, width > indent ? width - indent : 1))
    out_ << before << styled(part, part.text) << '\n';
}

void TextPage::printBeside(const std::vector<Line> &left,
                           const std::vector<Line> &right) {
  const unsigned column = (terminal().width - 5) / 2;
  std::vector<Line> sides[2];
  for (const Line &line : left)
    for (Line &part : broken(line, column))
      sides[0].push_back(std::move(part));
  for (const Line &line : right)
    for (Line &part : broken(line, column))
      sides[1].push_back(std::move(part));
  for (size_t i = 0; i < std::max(sides[0].size(), sides[1].size()); ++i) {
    const Line one = i < sides[0].size() ? sides[0][i] : Line();
    const Line other = i < sides[1].size() ? sides[1][i] : Line();
    out_ << "  " << styled(one, padded(one.text, column)) << " │ "
         << styled(other, other.text) << '\n';
  }
}

void TextPage::frame(std::vector<Line> &lines, const LogFrame &frame,
                     size_t number, bool showsSource) {
  const Look look = isOfLibrary(frame) ? Look::Dim : Look::Plain;
  const std::string function = frame.function.empty() ? "??" : frame.function;
  lines.push_back({"  #" + std::to_string(number) + " " + printable(function),
                   number == 0 ? Look::Bold : look, 7});
  lines.push_back({"     " + place(frame), look, 7});
  if (!showsSource)
    return;
  const auto source = page_.sources.line(frame.file, frame.line);
  if (!source)
    return;
  const size_t front = std::min(source->find_first_not_of(' '), source->size());
  const std::string digits = std::to_string(frame.line);
  const uint64_t at =
      page_.sources.shownColumn(frame.file, frame.line, frame.column);
  lines.push_back(
      {"     " + digits + "│ " + source->substr(front), Look::Plain, 7});
  if (frame.column && at >= front)
    lines.push_back({"     " + std::string(digits.size(), ' ') + "│ " +
                         std::string(at - front, ' ') + "^",
                     Look::Red, 7});
}

std::vector<Line> TextPage::sideLines(const LogRace &race, const LogSide &side,
                                      size_t common) {
  std::vector<Line> lines;
  const LogThread *thread = race.thread(side.thread);
  const std::string locks = locksOf(race, side);
  std::string head =
      roleOf(side) + " by " +
      (thread ? nameOf(*thread) : "T" + std::to_string(side.thread));
  if (!locks.empty())
    head += ", holding " + locks;
  lines.push_back({printable(head), Look::Blue, 2});
  lines.push_back({printable(side.operation), Look::Bold, 2});
  for (StackOrigin origin : {StackOrigin::SiteOnly, StackOrigin::AfterTheFact})
    if (side.stack.origin == originName(origin))
      lines.push_back(
          {"(" + std::string(originText(origin)) + ")", Look::Dim, 2});
  const size_t frames = side.stack.frames.size() - common;
  for (size_t i = 0; i < frames; ++i)
    frame(lines, side.stack.frames[i], i, i == 0);
  if (!side.stack.ended.empty())
    lines.push_back({"  (" + printable(side.stack.ended) + ")", Look::Dim, 3});
  return lines;
}

void TextPage::sides(const LogRace &race) {
  const size_t common = countCommon(race);
  std::vector<std::vector<Line>> sides;
  for (const LogSide &side : race.sides)
    sides.push_back(sideLines(race, side, common));
  const bool isWide = terminal().width >= 2 * kLeastColumn + 5;
  if (sides.size() == 2 && isWide) {
    printBeside(sides[0], sides[1]);
  } else {
    for (const std::vector<Line> &side : sides)
      for (const Line &line : side)
        print(line, 2);
  }
  if (!common)
    return;
  print({"Both from", Look::Plain, 0}, 2);
  const auto &frames = race.sides[0].stack.frames;
  std::vector<Line> lines;
  for (size_t i = frames.size() - common; i < frames.size(); ++i)
    frame(lines, frames[i], i, false);
  for (const Line &line : lines)
    print(line, 2);
}

void TextPage::stack(const LogStack &stack) {
  for (const LogFrame &one : stack.frames)
    print({printable(one.function.empty() ? "??" : one.function) + "  " +
               place(one),
           isOfLibrary(one) ? Look::Dim : Look::Plain, 2},
          4);
}

void TextPage::rest(const LogRace &race) {
  const std::string evidence = evidenceOf(race);
  print({"Evidence: " + race.evidence +
             (evidence.empty() ? "" : " (" + printable(evidence) + ")"),
         Look::Plain, 2},
        0);
  for (const LogLock &lock : race.locks)
    if (lock.taken)
      print({printable("M" + std::to_string(lock.number) + " " +
                       (lock.name.empty() ? lock.address : lock.name) +
                       " taken at ") +
                 place(*lock.taken),
             Look::Plain, 2},
            2);
  for (const LogThread &thread : race.threads) {
    if (thread.isMain || thread.creation.frames.empty())
      continue;
    print({printable(nameOf(thread)) + " created at", Look::Plain, 2}, 2);
    stack(thread.creation);
  }
  if (!race.map.creation.frames.empty()) {
    print({"Map created at", Look::Plain, 2}, 2);
    stack(race.map.creation);
  }
  for (const std::string &note : race.notes)
    print({"Note: " + printable(note), Look::Plain, 2}, 2);
}

void TextPage::finding(const Finding &finding) {
  const LogRace &race = finding.race;
  print({printable(race.title), Look::Red, 2}, 0);
  std::string state = std::string(nameOf(finding.standing)) + ", seen " +
                      several(finding.count, "time") + ", fingerprint " +
                      race.fingerprint;
  print({state, Look::Plain, 2}, 2);
  if (finding.standing != Standing::New)
    print({printable("accepted by " + finding.accepted.owner + ": " +
                     finding.accepted.reason +
                     (finding.accepted.expires.empty()
                          ? ""
                          : " (until " + finding.accepted.expires + ")")),
           Look::Plain, 2},
          2);
  if (!finding.tests.empty()) {
    std::string tests;
    for (const std::string &test : finding.tests)
      tests += (tests.empty() ? "in " : ", ") + test;
    print({printable(tests), Look::Plain, 2}, 2);
  }
  print({"Map: " + printable(nameOf(race.map, page_.root)), Look::Plain, 2}, 0);
  sides(race);
  rest(race);
  out_ << '\n';
}

} // namespace

void writeText(const Page &page, std::ostream &out) {
  TextPage text(page, out);
  for (const Finding &finding : page.findings)
    text.finding(finding);
  const size_t open = countOpen(page.findings);
  out << several(page.findings.size(), "race");
  if (page.findings.size() > open)
    out << " (" << page.findings.size() - open << " accepted)";
  out << '\n';
  printExercise(out, page.catalog, page.terminal.width);
  printTable(out, page.findings, page.root, page.terminal);
}

} // namespace mapsan
