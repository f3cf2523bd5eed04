// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/symbolizer_answer.h"

namespace mapsan {
namespace {

bool startsWith(const char *text, const char *prefix) {
  return __builtin_strncmp(text, prefix, __builtin_strlen(prefix)) == 0;
}

/// Cuts the line off `text` and returns it.
char *takeLine(char *&text) {
  char *line = text;
  while (*text && *text != '\n')
    ++text;
  if (*text)
    *text++ = 0;
  return line;
}

/// "/src/a.cpp:12:3" -> file, 12, 3. The file may contain colons.
void splitPlace(char *place, Symbol &symbol) {
  uint32_t numbers[2] = {0, 0};
  for (unsigned which = 0; which < 2; ++which) {
    char *colon = __builtin_strrchr(place, ':');
    if (!colon)
      break;
    for (const char *digit = colon + 1; *digit >= '0' && *digit <= '9'; ++digit)
      numbers[which] =
          numbers[which] * 10 + static_cast<uint32_t>(*digit - '0');
    *colon = 0;
  }
  symbol.column = numbers[0];
  symbol.line = numbers[1];
  symbol.file = *place && !startsWith(place, "??") ? place : nullptr;
}

} // namespace

void passBlock(char *&text, size_t index, Symbol symbol, OnSymbol onSymbol,
               void *context) {
  bool any = false;
  while (*text && *text != '\n') {
    char *function = takeLine(text);
    if (!*text)
      break;
    splitPlace(takeLine(text), symbol);
    symbol.function = startsWith(function, "??") ? nullptr : function;
    symbol.inlined = *text && *text != '\n'; // more to come: into that one
    onSymbol(context, index, symbol);
    any = true;
  }
  if (*text == '\n')
    ++text;
  if (!any)
    onSymbol(context, index, symbol);
}

} // namespace mapsan
