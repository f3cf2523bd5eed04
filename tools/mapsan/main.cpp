// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan COMMAND ARGUMENTS...: finds the command in the table below.
#include "runtime/report/json.h"
#include "tools/mapsan/flags.h"
#include "tools/mapsan/status.h"

#include "llvm/ADT/StringRef.h"

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
    {"suppress",
     "FINGERPRINT LOG... [-o FILE]\n"
     "      writes the narrowest suppression that covers a race",
     mapsan::suppressCommand},
    {"cxx",
     "ARGUMENTS...\n"
     "      is clang++ with MapSan: CXX=\"mapsan cxx\", or mapsan-c++",
     mapsan::compileCommand},
    {"flags",
     "[--cxx | --ld] [--static] [--tsan-annotations] [--llvm=N]\n"
     "      prints what clang++ needs: clang++-19 $(mapsan flags) app.cpp",
     mapsan::printFlags},
    {"symbolize",
     "[FILE]\n"
     "      adds functions, files and lines to a report that lacks them",
     mapsan::symbolizeReport},
};

int printUsage(std::ostream &out, int status) {
  out << "usage: mapsan COMMAND ARGUMENTS...\n\n";
  for (const Command &command : kCommands)
    out << "  " << command.name << ' ' << command.help << "\n";
  out << "\n  mapsan COMMAND --help has each command's options\n";
  return status;
}

int printVersion(const std::filesystem::path &prefix) {
  std::cout << "mapsan " << MAPSAN_VERSION << "; logs of version "
            << mapsan::kJsonVersion << "; plugins for LLVM";
  for (int major : mapsan::builtMajors(prefix))
    std::cout << ' ' << major;
  std::cout << '\n';
  return mapsan::kFine;
}

int refuse(const std::string &name) {
  std::cerr << "mapsan: there is no command '" << name << "'";
  const char *separator = "; did you mean ";
  for (const Command &command : kCommands)
    if (llvm::StringRef(name).edit_distance(command.name, true, 3) < 3) {
      std::cerr << separator << command.name;
      separator = " or ";
    }
  std::cerr << (*separator == ';' ? " (" : "? (")
            << "mapsan --help lists them)\n";
  return mapsan::kMistake;
}

} // namespace

int main(int count, char **words) {
  std::error_code error;
  const std::filesystem::path prefix =
      std::filesystem::read_symlink("/proc/self/exe", error)
          .parent_path()
          .parent_path();
  const auto run = [&](int (*command)(const mapsan::Invocation &), int from) {
    return command(
        {{words + from, words + count}, prefix, std::cout, std::cerr});
  };
  if (count && std::filesystem::path(words[0]).filename() == "mapsan-c++")
    return run(mapsan::compileCommand, 1);
  if (count < 2)
    return printUsage(std::cerr, mapsan::kMistake);
  const std::string name = words[1];
  if (name == "--help" || name == "-h" || name == "help")
    return printUsage(std::cout, mapsan::kFine);
  if (name == "--version")
    return printVersion(prefix);
  for (const Command &command : kCommands)
    if (name == command.name)
      return run(command.run, 2);
  return refuse(name);
}
