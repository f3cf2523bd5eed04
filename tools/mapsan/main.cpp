// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan COMMAND ARGUMENTS...: finds the command in the table below.
#include "tools/mapsan/command.h"

#include <iostream>

namespace {

struct Command {
  const char *name;
  const char *help;
  int (*run)(const mapsan::Invocation &invocation);
};

constexpr Command kCommands[] = {
    {"run",
     "[OPTIONS] [--] COMMAND...\n"
     "      runs a command in report mode and says what raced",
     mapsan::runCommand},
    {"report",
     "LOG... [--format=text|html|sarif|...]\n"
     "      shows each race of these logs once, for people or for programs",
     mapsan::reportCommand},
    {"merge",
     "LOG... -o FILE\n"
     "      makes one log of many",
     mapsan::mergeCommand},
    {"diff",
     "BASE NEW\n"
     "      says which races are new, fixed, or still there",
     mapsan::diffCommand},
    {"baseline",
     "FILE list|accept|remove|check [FINGERPRINT...]\n"
     "      keeps the races that a team accepts, with reason, owner and date",
     mapsan::baselineCommand},
    {"flags",
     "[--cxx | --ld] [--static] [--llvm=N]\n"
     "      prints what clang++ needs: clang++-19 $(mapsan flags) app.cpp",
     mapsan::printFlags},
    {"symbolize",
     "[--symbolizer=PATH] [FILE]\n"
     "      adds functions, files and lines to a report that lacks them",
     mapsan::symbolizeReport},
};

int printUsage(std::ostream &out, int status) {
  out << "usage: mapsan COMMAND ARGUMENTS...\n\n";
  for (const Command &command : kCommands)
    out << "  " << command.name << ' ' << command.help << "\n";
  return status;
}

} // namespace

int main(int count, char **arguments) {
  if (count < 2)
    return printUsage(std::cerr, 1);
  std::string name = arguments[1];
  if (name == "--help" || name == "help")
    return printUsage(std::cout, 0);
  std::error_code error;
  std::filesystem::path self =
      std::filesystem::read_symlink("/proc/self/exe", error);
  for (const Command &command : kCommands)
    if (name == command.name)
      return command.run({{arguments + 2, arguments + count},
                          self.parent_path().parent_path(),
                          std::cout,
                          std::cerr});
  std::cerr << "mapsan: there is no command '" << name << "'\n";
  return printUsage(std::cerr, 1);
}
