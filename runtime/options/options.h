// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The run-time options as a struct, and the parser that fills it. Sources,
// later ones win: the table's defaults, __mapsan_default_options() of the
// program, the environment variable MAPSAN_OPTIONS (ignored in set-user-id
// processes).
//
// An option that is not in the table, or a value out of range, is an error:
// a run that looks checked and is not is the worst outcome. Parsing happens
// once, before main, in the first thread; afterwards the options do not change.
#ifndef MAPSAN_RUNTIME_OPTIONS_OPTIONS_H
#define MAPSAN_RUNTIME_OPTIONS_OPTIONS_H

#include "runtime/base/text_writer.h"

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

constexpr unsigned kOptionTextBytes = 8192;

struct Options {
#define MAPSAN_OPTION_TYPE_Bool bool
#define MAPSAN_OPTION_TYPE_Int int32_t
#define MAPSAN_OPTION(type, name, value, lowest, highest, help)                \
  MAPSAN_OPTION_TYPE_##type name;
#define MAPSAN_OPTION_TEXT(name, value, help) const char *name;
#define MAPSAN_OPTION_CHOICE(name, value, choices, help) const char *name;
#include "runtime/options/options.def"
  // Texts that were parsed lie here; the options above point to them.
  uint32_t textUsed;
  char text[kOptionTextBytes];
};

/// The table's defaults.
void setDefaults(Options &options);

/// Reads "name=value name=value:name='value with spaces'". Separators are
/// blanks, commas, colons and line ends; quotes are ' or ". Returns true, or
/// puts one sentence into `error`. `source` names where the text is from.
bool parseOptions(Options &options, const char *text, const char *source,
                  TextWriter &error);

/// Prints the table, for help=1.
void printOptionsHelp(const Sink &sink);

/// Prints docs/options.md.
void printOptionsReference(const Sink &sink);

/// Exit status of a program that ends because of its options.
constexpr int kOptionsExitStatus = 1;

/// All sources in order, into `options`. When something is wrong one sentence
/// goes to `messages`; the return value says how the program must end.
enum class OptionsVerdict { Go, EndWithHelp, EndWithError };
OptionsVerdict loadOptions(Options &options, const Sink &messages);

} // namespace mapsan

#endif
