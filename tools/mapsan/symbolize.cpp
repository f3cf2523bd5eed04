// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Completes a report that was written without llvm-symbolizer (in a signal
// handler, on a machine without it): frames that end in
//
//   #2 ??      (/usr/bin/app+0x1234 BuildId: c0ffee)
//
// are looked up, all in one run, and replaced by function and file; inlined
// functions add frames, and the frames of each stack are numbered anew.
// Everything else passes through unchanged.
#include "runtime/platform/process.h"
#include "runtime/report/names.h"
#include "tools/mapsan/arguments.h"
#include "tools/mapsan/status.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <regex>
#include <sstream>
#include <unistd.h>

namespace mapsan {
namespace {

constexpr size_t kAnswerBytes = 16u << 20;
constexpr uint32_t kTimeoutMs = 300'000;
constexpr size_t kPlaceColumn = 28; // as in the report

struct Position {
  std::string function, place;
};

struct Line {
  std::string text;
  bool isFrame = false;
  std::string function; // of a frame: all behind the number
  std::string question; // "\"module\" 0xoffset" when it is to be looked up
  std::vector<Position> answer;
};

Line readLine(const std::string &text) {
  static const std::regex frame(R"(^    #\d+ (.*)$)");
  static const std::regex open(
      R"(^(.*?) +\((/.*)\+(0x[0-9a-f]+)(?: BuildId: [0-9a-f]+)?\)$)");
  Line line{text, false, "", "", {}};
  std::smatch match;
  if (!std::regex_match(text, match, frame))
    return line;
  line.isFrame = true;
  line.function = match[1];
  std::smatch parts;
  if (std::regex_match(line.function, parts, open))
    line.question = "\"" + parts[2].str() + "\" " + parts[3].str();
  return line;
}

/// One block of the symbolizer's answer for each question.
std::vector<std::vector<Position>> readAnswer(const std::string &text) {
  std::vector<std::vector<Position>> blocks(1);
  std::istringstream in(text);
  std::string function, place;
  while (std::getline(in, function)) {
    if (function.empty()) {
      blocks.emplace_back();
      continue;
    }
    if (!std::getline(in, place))
      break;
    function.resize(shortenFunction(function.data()));
    place.resize(shortenPath(place.data()));
    blocks.back().push_back({function, place});
  }
  return blocks;
}

bool ask(const Arguments &arguments, const Invocation &invocation,
         const std::string &program, std::vector<Line> &lines) {
  std::vector<std::string> words = {program, "--inlining=true", "--demangle"};
  for (const Line &line : lines)
    if (!line.question.empty())
      words.push_back(line.question);
  if (words.size() == 3)
    return true;
  char found[4096];
  if (!findProgram(program.c_str(), std::getenv("PATH"), found,
                   sizeof(found))) {
    arguments.mistake(invocation, "there is no '" + program +
                                      "'; name one with --symbolizer=PATH");
    return false;
  }
  words[0] = found;
  std::vector<const char *> pointers;
  for (const std::string &word : words)
    pointers.push_back(word.c_str());
  pointers.push_back(nullptr);
  std::string answer(kAnswerBytes, 0);
  size_t length = 0;
  if (runProgram(pointers.data(), environ, kTimeoutMs, answer.data(),
                 answer.size(), length) != RunResult::Done) {
    arguments.mistake(invocation, "'" + std::string(found) + "' failed");
    return false;
  }
  answer.resize(length);
  std::vector<std::vector<Position>> blocks = readAnswer(answer);
  size_t next = 0;
  for (Line &line : lines)
    if (!line.question.empty() && next < blocks.size())
      line.answer = blocks[next++];
  return true;
}

bool isKnown(const Position &position) {
  return position.place.rfind("??", 0) != 0;
}

/// As the runtime does it: a name that begins with the prefix loses it, and the
/// slash behind it.
std::string withoutPrefix(const std::string &place, const std::string &prefix) {
  if (prefix.empty() || place.rfind(prefix, 0) != 0)
    return place;
  const size_t end = prefix.size();
  if (prefix.back() != '/' && place[end] != '/')
    return place;
  return place.substr(end + (place[end] == '/'));
}

void printFrame(std::ostream &out, size_t number, const Position &position) {
  out << "    #" << number << ' ' << position.function;
  size_t width = position.function.size() + (number > 9);
  out << std::string(width < kPlaceColumn - 1 ? kPlaceColumn - 1 - width : 0,
                     ' ')
      << ' ' << position.place << '\n';
}

void print(std::ostream &out, const std::vector<Line> &lines,
           const std::string &prefix) {
  size_t number = 0;
  for (const Line &line : lines) {
    if (!line.isFrame) {
      number = 0;
      out << line.text << '\n';
      continue;
    }
    if (line.answer.empty() || !isKnown(line.answer[0])) {
      out << "    #" << number++ << ' ' << line.function << '\n';
      continue;
    }
    for (const Position &position : line.answer)
      printFrame(out, number++,
                 {position.function, withoutPrefix(position.place, prefix)});
  }
}

} // namespace

int symbolizeReport(const Invocation &invocation) {
  std::string program = "llvm-symbolizer";
  std::error_code ignored;
  std::string prefix = std::filesystem::current_path(ignored).string();
  std::vector<std::string> files;
  Arguments arguments("symbolize", "[FILE]",
                      "Adds functions, files and lines to a report that lacks "
                      "them; without FILE it comes from standard input.");
  arguments.text("symbolizer", "PATH", "The llvm-symbolizer to use.", program);
  arguments.text("strip-path-prefix", "TEXT",
                 "Left out in front of file names; the working directory if "
                 "not said.",
                 prefix);
  arguments.rest(files);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (files.size() > 1)
    return arguments.mistake(invocation, "one report at a time: '" + files[1] +
                                             "' is one file too many");
  std::ifstream opened(files.empty() ? "" : files[0]);
  std::istream &in = files.empty() ? std::cin : opened;
  if (!in)
    return arguments.mistake(invocation, "cannot read '" + files[0] + "'");
  std::vector<Line> lines;
  for (std::string text; std::getline(in, text);)
    lines.push_back(readLine(text));
  if (!ask(arguments, invocation, program, lines))
    return kMistake;
  print(invocation.out, lines, prefix);
  return kFine;
}

} // namespace mapsan
