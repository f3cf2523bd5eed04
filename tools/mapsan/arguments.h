// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of one command: what there is, said once, makes the parser, the
// sentence about a mistake, and `mapsan COMMAND --help`.
//
//   Arguments arguments("merge", "LOG... -o FILE");
//   arguments.text("output", 'o', "FILE", "Where the merged log goes.", file);
//   arguments.rest(logs);
//   if (std::optional<int> status = arguments.read(invocation))
//     return *status;
//
// Values follow after '=' or as the next word; "--" ends the options. Nothing is
// guessed: an unknown option, a missing or a bad value end the command.
#ifndef MAPSAN_TOOLS_MAPSAN_ARGUMENTS_H
#define MAPSAN_TOOLS_MAPSAN_ARGUMENTS_H

#include "tools/mapsan/command.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace mapsan {

class Arguments {
public:
  /// `usage` is what follows the command's name, `purpose` one sentence.
  Arguments(const char *command, const char *usage, const char *purpose)
      : command_(command), usage_(usage), purpose_(purpose) {}

  void flag(const char *name, const char *help, bool &value);
  void text(const char *name, const char *value, const char *help,
            std::string &text);
  void number(const char *name, const char *help, uint64_t &number,
              uint64_t lowest, uint64_t highest);
  /// One of "a|b|c".
  void choice(const char *name, const char *choices, const char *help,
              std::string &text);
  /// The short form of the option declared last: -o for --output.
  void alias(char letter);

  /// Words that are no options. Without it there may be none.
  void rest(std::vector<std::string> &words) { rest_ = &words; }
  /// As rest, but the first such word ends the options: a command of its own.
  void command(std::vector<std::string> &words) {
    rest_ = &words;
    isCommand_ = true;
  }

  /// Nothing: go on. Else the status to end with: 0 after --help, 1 after a
  /// mistake.
  std::optional<int> read(const Invocation &invocation) const;

  /// Says what is wrong with the arguments as a whole; returns 1.
  int mistake(const Invocation &invocation, const std::string &sentence) const;

private:
  struct Option {
    std::string name, value, help; // no value: a flag
    char letter;
    /// The empty string, or what a value must be.
    std::function<std::string(const std::string &)> take;
  };

  void printHelp(std::ostream &out) const;
  const Option *find(const std::string &word) const;
  int unknown(const Invocation &invocation, const std::string &word) const;

  const char *command_, *usage_, *purpose_;
  std::vector<Option> options_;
  std::vector<std::string> *rest_ = nullptr;
  bool isCommand_ = false;
};

} // namespace mapsan

#endif
