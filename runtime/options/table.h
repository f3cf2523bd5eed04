// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options.def as an array of rows: what the parser and the reference pages walk
// over.
#ifndef MAPSAN_RUNTIME_OPTIONS_TABLE_H
#define MAPSAN_RUNTIME_OPTIONS_TABLE_H

#include "runtime/options/options.h"

namespace mapsan {

enum class OptionKind : uint8_t { Bool, Int, Text, Choice };

struct OptionRow {
  OptionKind kind;
  const char *name;
  const char *value; // the default, as one would write it
  int64_t lowest, highest;
  const char *choices; // "a|b|c", or null
  const char *help;
  size_t offset; // of the value in Options
};

constexpr OptionRow kOptionTable[] = {
#define MAPSAN_OPTION(type, name, value, lowest, highest, help)                \
  {OptionKind::type, #name,   #value, lowest,                                  \
   highest,          nullptr, help,   offsetof(Options, name)},
#define MAPSAN_OPTION_TEXT(name, value, help)                                  \
  {OptionKind::Text,       #name, value, 0, 0, nullptr, help,                  \
   offsetof(Options, name)},
#define MAPSAN_OPTION_CHOICE(name, value, choices, help)                       \
  {OptionKind::Choice,     #name, value, 0, 0, choices, help,                  \
   offsetof(Options, name)},
#include "runtime/options/options.def"
};

constexpr unsigned kOptionRows = sizeof(kOptionTable) / sizeof(kOptionTable[0]);

} // namespace mapsan

#endif
