// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the commands of `mapsan` have in common: arguments in, text out, an exit
// status. A command that cannot do what it was asked says so in one sentence on
// `errors` and returns 1.
#ifndef MAPSAN_TOOLS_MAPSAN_COMMAND_H
#define MAPSAN_TOOLS_MAPSAN_COMMAND_H

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace mapsan {

struct Invocation {
  std::vector<std::string> arguments;
  /// The folder that holds bin/, lib/ and include/ of this MapSan.
  std::filesystem::path prefix;
  std::ostream &out;
  std::ostream &errors;
};

/// mapsan run [OPTIONS] [--] COMMAND...
int runCommand(const Invocation &invocation);

/// mapsan report LOG... [--format=...]
int reportCommand(const Invocation &invocation);

/// mapsan merge LOG... -o FILE
int mergeCommand(const Invocation &invocation);

/// mapsan diff BASE NEW
int diffCommand(const Invocation &invocation);

/// mapsan baseline FILE list|accept|remove|check ...
int baselineCommand(const Invocation &invocation);

/// mapsan suppress FINGERPRINT LOG... [-o FILE]
int suppressCommand(const Invocation &invocation);

/// mapsan cxx ARGUMENTS...
int compileCommand(const Invocation &invocation);

/// mapsan flags [--cxx | --ld] [--static] [--llvm=N]
int printFlags(const Invocation &invocation);

/// mapsan symbolize [--symbolizer=PATH] [FILE]
int symbolizeReport(const Invocation &invocation);

} // namespace mapsan

#endif
