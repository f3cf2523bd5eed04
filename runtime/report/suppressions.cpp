// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads suppression lines and matches them against reports. Patterns are kept
// one behind the other in one array, which is all the memory there is: a file
// that does not fit is an error, not a silent loss.
#include "runtime/report/suppressions.h"

namespace mapsan {
namespace {

constexpr unsigned kKinds = 5;
constexpr char kKindNames[kKinds][16] = {"race", "type", "map", "pair",
                                         "called_from_lib"};
constexpr char kBetween[] = " <-> "; // the two halves of a pair

bool isBlank(char character) {
  return character == ' ' || character == '\t' || character == '\r';
}

/// The sanitizers' rule: '^' and '$' anchor, else the pattern may match
/// anywhere.
bool matchesSomewhere(const char *pattern, const char *text) {
  char anchored[512];
  TextWriter out(anchored, sizeof(anchored));
  size_t length = __builtin_strlen(pattern);
  bool atStart = pattern[0] == '^';
  bool atEnd = length > 1 && pattern[length - 1] == '$';
  if (!atStart)
    out.put('*');
  out.put(pattern + atStart, length - atStart - atEnd);
  if (!atEnd)
    out.put('*');
  return globMatches(anchored, text);
}

bool anyFrameMatches(const char *pattern, const Report &report,
                     const Stack &stack) {
  for (unsigned i = 0; i < stack.frameCount; ++i) {
    const Frame &frame = stack.frames[i];
    const Text texts[] = {frame.function, frame.file, frame.module};
    for (Text text : texts)
      if (text && matchesSomewhere(pattern, report.text(text)))
        return true;
  }
  return false;
}

bool anyModuleMatches(const char *pattern, const Report &report,
                      const Stack &stack) {
  for (unsigned i = 0; i < stack.frameCount; ++i)
    if (stack.frames[i].module &&
        matchesSomewhere(pattern, report.text(stack.frames[i].module)))
      return true;
  return false;
}

/// The library called what is now in conflict, or it made the thread that did:
/// where its code has no frame pointers the stack ends before it.
bool isFromLibrary(const char *pattern, const Report &report) {
  for (unsigned i = 0; i < report.sideCount; ++i) {
    const Side &side = report.sides[i];
    if (anyModuleMatches(pattern, report, side.stack) ||
        anyModuleMatches(pattern, report, report.threads[side.thread].creation))
      return true;
  }
  return false;
}

/// The part of [begin, end) where the second half of a pair begins; null if one
/// half is missing.
const char *secondHalf(const char *begin, const char *end) {
  const size_t length = sizeof kBetween - 1;
  for (const char *at = begin + 1; at + length < end; ++at)
    if (__builtin_memcmp(at, kBetween, length) == 0)
      return at + length;
  return nullptr;
}

bool isInFunction(const char *pattern, const Report &report, const Side &side) {
  const Text function = side.function           ? side.function
                        : side.stack.frameCount ? side.stack.frames[0].function
                                                : Text{};
  return function && matchesSomewhere(pattern, report.text(function));
}

bool matchesPair(const char *text, const Report &report) {
  if (report.sideCount != 2)
    return false;
  const char *second = secondHalf(text, text + __builtin_strlen(text));
  char first[512];
  TextWriter(first, sizeof first)
      .put(text, static_cast<size_t>(second - text) - (sizeof kBetween - 1));
  const Side *sides = report.sides;
  return (isInFunction(first, report, sides[0]) &&
          isInFunction(second, report, sides[1])) ||
         (isInFunction(first, report, sides[1]) &&
          isInFunction(second, report, sides[0]));
}

} // namespace

bool globMatches(const char *pattern, const char *text) {
  const char *star = nullptr; // the last '*', to go back to
  const char *tried = nullptr;
  while (*text) {
    if (*pattern == '*') {
      star = ++pattern;
      tried = text;
    } else if (*pattern == *text) {
      ++pattern;
      ++text;
    } else if (star) {
      pattern = star;
      text = ++tried;
    } else {
      return false;
    }
  }
  while (*pattern == '*')
    ++pattern;
  return *pattern == 0;
}

bool Suppressions::parse(const char *text, size_t length, const char *file,
                         TextWriter &error) {
  unsigned number = 0;
  for (size_t at = 0; at < length;) {
    ++number;
    size_t end = at;
    while (end < length && text[end] != '\n')
      ++end;
    if (!parseLine(text + at, text + end, file, number, error))
      return false;
    at = end + 1;
  }
  return true;
}

bool Suppressions::parseLine(const char *begin, const char *end,
                             const char *file, unsigned number,
                             TextWriter &error) {
  while (begin < end && isBlank(*begin))
    ++begin;
  for (const char *at = begin; at < end; ++at)
    if (*at == '#' && (at == begin || isBlank(at[-1])))
      end = at; // a comment; "lambda#1" is none
  while (end > begin && isBlank(end[-1]))
    --end;
  if (begin == end)
    return true;
  for (const char *at = begin; at < end; ++at)
    if (*at == 0) { // patterns end with one
      error.put(file).put(":").number(number);
      error.put(": the line has a zero byte; is this a text file?");
      return false;
    }
  for (unsigned kind = 0; kind < kKinds; ++kind) {
    size_t name = __builtin_strlen(kKindNames[kind]);
    size_t length = static_cast<size_t>(end - begin);
    if (length <= name || begin[name] != ':' ||
        __builtin_memcmp(begin, kKindNames[kind], name) != 0)
      continue;
    const char *pattern = begin + name + 1;
    while (pattern < end && isBlank(*pattern))
      ++pattern;
    if (pattern == end) {
      error.put(file).put(":").number(number);
      error.put(": the suppression has no pattern behind '");
      error.put(kKindNames[kind]).put(":'");
      return false;
    }
    if (static_cast<Kind>(kind) == Kind::Pair && !secondHalf(pattern, end)) {
      error.put(file).put(":").number(number);
      error.put(": a pair has two patterns, pair:FIRST <-> SECOND");
      return false;
    }
    return add(static_cast<Kind>(kind), pattern, end, file, number, error);
  }
  error.put(file).put(":").number(number).put(": '");
  error.put(begin, static_cast<size_t>(end - begin));
  error.put(
      "' is no suppression; a line is race:PATTERN, type:PATTERN, "
      "map:PATTERN, pair:PATTERN <-> PATTERN, called_from_lib:PATTERN or a "
      "comment that begins with #");
  return false;
}

bool Suppressions::add(Kind kind, const char *begin, const char *end,
                       const char *file, unsigned number, TextWriter &error) {
  size_t length = static_cast<size_t>(end - begin);
  if (length > kMaxPatternBytes) {
    error.put(file).put(":").number(number).put(
        ": the pattern is longer than ");
    error.number(kMaxPatternBytes).put(" characters");
    return false;
  }
  if (count_ == kMaxPatterns || textUsed_ + length + 1 > kTextBytes) {
    error.put(file).put(":").number(number);
    error.put(": there is room for ").number(kMaxPatterns);
    error.put(" suppressions of ").number(kTextBytes).put(" characters only");
    return false;
  }
  patterns_[count_++] = {kind, textUsed_, 0};
  __builtin_memcpy(text_ + textUsed_, begin, length);
  textUsed_ += static_cast<unsigned>(length);
  text_[textUsed_++] = 0;
  return true;
}

bool Suppressions::covers(const Pattern &pattern, const Report &report) const {
  const char *text = text_ + pattern.text;
  switch (pattern.kind) {
  case Kind::Race:
    for (unsigned i = 0; i < report.sideCount; ++i)
      if (anyFrameMatches(text, report, report.sides[i].stack))
        return true;
    return false;
  case Kind::Type:
    return report.map.type &&
           matchesSomewhere(text, report.text(report.map.type));
  case Kind::Map:
    return report.map.name &&
           matchesSomewhere(text, report.text(report.map.name));
  case Kind::Pair:
    return matchesPair(text, report);
  case Kind::CalledFromLibrary:
    return isFromLibrary(text, report);
  }
  return false;
}

bool Suppressions::match(const Report &report, unsigned *line) {
  for (unsigned i = 0; i < count_; ++i) {
    if (!covers(patterns_[i], report))
      continue;
    ++patterns_[i].hits;
    if (line)
      *line = i;
    return true;
  }
  return false;
}

bool Suppressions::needsFrames() const {
  for (unsigned i = 0; i < count_; ++i)
    if (patterns_[i].kind != Kind::Type && patterns_[i].kind != Kind::Map)
      return true;
  return false;
}

void Suppressions::printHits(const Sink &sink) const {
  char buffer[1024];
  TextWriter out(buffer, sizeof(buffer), &sink);
  unsigned matched = 0;
  for (unsigned i = 0; i < count_; ++i)
    matched += patterns_[i].hits != 0;
  if (matched == 0)
    return;
  out.put("MapSan: ").number(matched);
  out.put(matched == 1 ? " suppression" : " suppressions").put(" matched:\n");
  for (unsigned i = 0; i < count_; ++i) {
    const Pattern &pattern = patterns_[i];
    if (pattern.hits == 0)
      continue;
    out.put("  ").number(pattern.hits);
    out.put(pattern.hits == 1 ? " time   " : " times  ");
    out.put(kKindNames[static_cast<unsigned>(pattern.kind)]).put(":");
    out.put(text_ + pattern.text).put("\n");
  }
  out.flush();
}

} // namespace mapsan
