// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the user asked not to see. One pattern a line:
//
//   # comment
//   race:legacy_*          any frame of either stack: function, file or module
//   type:std::map<int,*    the map's type
//   map:Router::routes_    the map's declared name
//   pair:^add()$ <-> ^has()$   the functions of the two operations, either way round
//   called_from_lib:libpool.so   the module of a frame of either stack, or of the
//                                code that created one of the two threads
//
// A '#' behind a blank begins a comment too. A pattern matches anywhere in the
// text as it is printed, as in the sanitizers; '^' in front and '$' behind anchor
// it. parse() before threads exist; match() by one thread at a time.
#ifndef MAPSAN_RUNTIME_REPORT_SUPPRESSIONS_H
#define MAPSAN_RUNTIME_REPORT_SUPPRESSIONS_H

#include "runtime/base/text_writer.h"
#include "runtime/report/report.h"

namespace mapsan {

class Suppressions {
public:
  /// Adds the lines of `text`. Returns true, or puts one sentence that names
  /// file and line into `error`.
  bool parse(const char *text, size_t length, const char *file,
             TextWriter &error);

  /// True if a line covers this (resolved) report; counts the hit and names
  /// the line.
  bool match(const Report &report, unsigned *line = nullptr);

  /// One more hit of that line.
  void hitAgain(unsigned line) { ++patterns_[line].hits; }

  /// True if a match needs resolved frames to decide: most lines do.
  bool needsFrames() const;

  /// "Matched 2 suppressions:" and a line each; nothing when nothing matched.
  void printHits(const Sink &sink) const;

private:
  enum class Kind : uint8_t { Race, Type, Map, Pair, CalledFromLibrary };
  struct Pattern {
    Kind kind;
    uint32_t text; // offset in text_
    uint64_t hits;
  };
  static constexpr unsigned kMaxPatterns = 1024;
  static constexpr unsigned kTextBytes = 64u << 10;
  static constexpr unsigned kMaxPatternBytes = 500;

  bool parseLine(const char *begin, const char *end, const char *file,
                 unsigned number, TextWriter &error);
  bool add(Kind kind, const char *begin, const char *end, const char *file,
           unsigned number, TextWriter &error);
  bool covers(const Pattern &pattern, const Report &report) const;

  unsigned count_ = 0;
  unsigned textUsed_ = 0;
  Pattern patterns_[kMaxPatterns] = {};
  char text_[kTextBytes] = {};
};

/// '*' is any text. Anchored at both ends.
bool globMatches(const char *pattern, const char *text);

} // namespace mapsan

#endif
