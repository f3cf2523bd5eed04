// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/write/terminal.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace mapsan {
namespace {

constexpr unsigned kUsualWidth = 80;

unsigned widthOf(int descriptor) {
  if (const char *columns = std::getenv("COLUMNS"))
    if (const int width = std::atoi(columns); width > 0)
      return static_cast<unsigned>(width);
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col)
    return size.ws_col;
  return kUsualWidth;
}

/// Bytes of the character at `at`; 0: it is broken.
unsigned bytesOf(const std::string &text, size_t at) {
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(text.data()) + at;
  const unsigned length = llvm::getNumBytesForUTF8(*begin);
  if (length > text.size() - at ||
      !llvm::isLegalUTF8Sequence(begin, begin + length))
    return 0;
  return length;
}

} // namespace

Terminal terminalOf(int descriptor) {
  Terminal terminal;
  terminal.isTerminal = isatty(descriptor);
  if (!terminal.isTerminal)
    return terminal;
  const char *noColor = std::getenv("NO_COLOR");
  const char *kind = std::getenv("TERM");
  terminal.hasColor =
      !(noColor && *noColor) && kind && *kind && std::strcmp(kind, "dumb") != 0;
  terminal.width = widthOf(descriptor);
  return terminal;
}

std::string printable(const std::string &text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    const unsigned length = bytesOf(text, i);
    const bool isControl = byte < 0x20 || byte == 0x7F ||
                           (length == 2 && byte == 0xC2 &&
                            static_cast<unsigned char>(text[i + 1]) < 0xA0);
    if (!length) {
      result += "\xEF\xBF\xBD";
      ++i;
    } else if (isControl) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02x",
                    static_cast<unsigned char>(text[i + length - 1]));
      result += escaped;
      i += length;
    } else {
      result.append(text, i, length);
      i += length;
    }
  }
  return result;
}

unsigned columnsOf(const std::string &text) {
  const int columns = llvm::sys::unicode::columnWidthUTF8(text);
  return columns < 0 ? static_cast<unsigned>(text.size())
                     : static_cast<unsigned>(columns);
}

std::string keepEnd(const std::string &text, unsigned columns) {
  if (columnsOf(text) <= columns)
    return text;
  size_t begin = 0;
  while (begin < text.size() &&
         (columnsOf(text.substr(begin)) + 1 > columns ||
          (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80))
    ++begin;
  return columns ? "…" + text.substr(begin) : "";
}

std::string padded(const std::string &text, unsigned columns) {
  const unsigned width = columnsOf(text);
  return width < columns ? text + std::string(columns - width, ' ') : text;
}

} // namespace mapsan
