// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table for people: on the terminal (help=1) and as docs/options.md.
#include "runtime/options/table.h"

namespace mapsan {
namespace {

/// "0 or 1", "0 to 255", "flag or report", "text"
void putValues(TextWriter &out, const OptionRow &row) {
  switch (row.kind) {
  case OptionKind::Bool:
    out.put("0 or 1");
    return;
  case OptionKind::Int:
    out.signedNumber(row.lowest).put(" to ").signedNumber(row.highest);
    return;
  case OptionKind::Text:
    out.put("text");
    return;
  case OptionKind::Choice:
    for (const char *text = row.choices; *text; ++text) {
      if (*text == '|')
        out.put(", ");
      else
        out.put(*text);
    }
    return;
  }
}

/// The text in lines of at most 78 characters, indented by six.
void wrapped(TextWriter &out, const char *text) {
  constexpr unsigned kWidth = 78, kIndent = 6;
  unsigned column = 0;
  while (*text) {
    unsigned length = 0;
    while (text[length] && text[length] != ' ')
      ++length;
    if (column == 0 || column + 1 + length > kWidth) {
      out.put(column ? "\n      " : "      ");
      column = kIndent;
    } else {
      out.put(' ');
      ++column;
    }
    for (; length; --length, ++column)
      out.put(*text++);
    while (*text == ' ')
      ++text;
  }
  out.put('\n');
}

} // namespace

void printOptionsHelp(const Sink &sink) {
  char buffer[1024];
  TextWriter out(buffer, sizeof(buffer), &sink);
  out.put("MapSan's options, for MAPSAN_OPTIONS=\"name=value name=value\" and "
          "for __mapsan_default_options():\n");
  for (const OptionRow &row : kOptionTable) {
    out.put("\n  ").put(row.name).put("=");
    out.put(*row.value ? row.value : "''").put('\n');
    wrapped(out, row.help);
  }
  out.flush();
}

void printOptionsReference(const Sink &sink) {
  char buffer[1024];
  TextWriter out(buffer, sizeof(buffer), &sink);
  out.put(
      "# Run-time options\n\n"
      "<!-- Made from runtime/options/options.def by "
      "`mapsan-options-reference`; a test compares. Do not edit. -->\n\n"
      "Options are read once, before `main`:\n\n"
      "1. the defaults below,\n"
      "2. `const char *__mapsan_default_options()`, if the program defines it "
      "(`extern \"C\"`),\n"
      "3. the environment variable `MAPSAN_OPTIONS`; set-user-id programs "
      "ignore it.\n\n"
      "Later sources win. Options are separated by blanks, commas or colons; a "
      "value with one of those is put in quotes:\n\n"
      "    MAPSAN_OPTIONS=\"halt_on_error=0 log_path='/tmp/my logs/app'\" "
      "./app\n\n"
      "An unknown option, a value out of range, or a file that cannot be read "
      "ends the program before `main` with one sentence and exit status ");
  out.number(kOptionsExitStatus);
  out.put(": a run that looks checked and is not is the worst outcome. "
          "`MAPSAN_OPTIONS=help=1` prints this table and ends the program "
          "with status 0.\n\n"
          "| option | default | values | meaning |\n|---|---|---|---|\n");
  for (const OptionRow &row : kOptionTable) {
    out.put("| `").put(row.name).put("` | ");
    if (*row.value)
      out.put("`").put(row.value).put("`");
    out.put(" | ");
    putValues(out, row);
    out.put(" | ").put(row.help).put(" |\n");
  }
  out.flush();
}

} // namespace mapsan
