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

/// Where option texts come from, in order; null where there is none.
struct OptionSources {
  const char *program;     // __mapsan_default_options()
  const char *environment; // MAPSAN_OPTIONS, null in set-user-id processes
};

/// How the program must go on. Go: run. End: leave before main with this exit
/// status (0 after help=1, kOptionsExitStatus after an error); what there was
/// to say has gone to `messages`.
struct OptionsVerdict {
  bool go;
  int exitStatus;
};

constexpr int kOptionsExitStatus = 1;

/// The table's defaults, then all sources.
OptionsVerdict loadOptions(Options &options, const OptionSources &sources,
                           const Sink &messages);

/// The table's defaults.
void setDefaults(Options &options);

/// Reads "name=value name=value:name='value with blanks'". Separators are
/// blanks, commas, colons and line ends; quotes are ' or ". Returns true, or
/// puts one sentence into `error`. `source` says where the text is from.
bool parseOptions(Options &options, const char *text, const char *source,
                  TextWriter &error);

/// Prints the table, for help=1.
void printOptionsHelp(const Sink &sink);

/// Prints docs/options.md.
void printOptionsReference(const Sink &sink);

} // namespace mapsan

#endif
