// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where text goes: how wide it is, whether it takes colours, and how text of
// programs under test is made harmless for it (a thread may be called "\x1b[2J").
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_TERMINAL_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_TERMINAL_H

#include <string>

namespace mapsan {

struct Terminal {
  bool isTerminal = false;
  bool hasColor = false;
  unsigned width = 0; // 0: as wide as it takes, as in a file

  const char *bold() const { return hasColor ? "\x1b[1m" : ""; }
  const char *dim() const { return hasColor ? "\x1b[2m" : ""; }
  const char *red() const { return hasColor ? "\x1b[1;31m" : ""; }
  const char *blue() const { return hasColor ? "\x1b[1;34m" : ""; }
  const char *plain() const { return hasColor ? "\x1b[0m" : ""; }
};

/// That of a file descriptor, as NO_COLOR, TERM and COLUMNS have it.
Terminal terminalOf(int descriptor);

/// Control characters as \x1b, broken UTF-8 as U+FFFD.
std::string printable(const std::string &text);

/// Columns that printable text takes.
unsigned columnsOf(const std::string &text);

/// At most that many columns; of longer text the end is kept behind "…", which
/// of paths and qualified names says most.
std::string keepEnd(const std::string &text, unsigned columns);

/// Exactly that many columns, with blanks.
std::string padded(const std::string &text, unsigned columns);

} // namespace mapsan

#endif
