// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/write/markup.h"

#include "tools/mapsan/write/terminal.h"

#include <cstdio>

namespace mapsan {

std::string inMarkup(const std::string &text) {
  std::string result;
  for (char character : printable(text))
    switch (character) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    case '\'':
      result += "&#39;";
      break;
    default:
      result.push_back(character);
    }
  return result;
}

std::string inUri(const std::string &path) {
  std::string uri;
  for (char character : path) {
    const auto byte = static_cast<unsigned char>(character);
    const bool isPlain =
        (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
        (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' ||
        byte == '.' || byte == '~' || byte == '/';
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", byte);
    if (isPlain)
      uri.push_back(character);
    else
      uri += escaped;
  }
  return uri;
}

std::string plainSides(const LogRace &race, const std::string &root) {
  std::string text;
  for (const LogSide &side : race.sides) {
    const LogThread *thread = race.thread(side.thread);
    const std::string locks = locksOf(race, side);
    text += printable(
                roleOf(side) + " by " +
                (thread ? nameOf(*thread) : "T" + std::to_string(side.thread)) +
                (locks.empty() ? "" : ", holding " + locks) + ": " +
                side.operation) +
            "\n";
    for (size_t i = 0; i < side.stack.frames.size(); ++i) {
      const LogFrame &frame = side.stack.frames[i];
      text += printable("  #" + std::to_string(i) + " " +
                        (frame.function.empty() ? "??" : frame.function) +
                        "  " + placeOf(frame, root)) +
              "\n";
    }
  }
  return text;
}

std::string sentenceOf(const LogRace &race, const std::string &root) {
  std::string text;
  for (const LogSide &side : race.sides)
    text += (text.empty() ? "" : " and ") + side.operation + " at " +
            placeOf(side, root);
  return text + ", on " + nameOf(race.map, root) + " (" + race.evidence + ")";
}

} // namespace mapsan
