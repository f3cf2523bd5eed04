// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads one option with the table in options.def.
#include "plugin/options/options.h"

#include <cstdlib>

namespace mapsan {

namespace {

struct Argument {
  std::string name;
  std::string value;
  bool hasValue = false;
};

Argument split(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == std::string::npos)
    return {text, "", false};
  return {text.substr(0, equals), text.substr(equals + 1), true};
}

std::string readFlag(const Argument &argument, bool &member) {
  if (argument.hasValue)
    return "option '" + argument.name + "' takes no value";
  member = true;
  return "";
}

std::string readList(const Argument &argument, const char *what,
                     std::vector<std::string> &member) {
  if (argument.value.empty())
    return "option '" + argument.name + "' needs a value: " + argument.name +
           "=" + what;
  member.push_back(argument.value);
  return "";
}

std::string readChoice(const Argument &argument, const char *first,
                       const char *second, bool &member) {
  if (argument.value != first && argument.value != second)
    return "option '" + argument.name + "' is '" + first + "' or '" + second +
           "', not '" + argument.value + "'";
  member = argument.value == second;
  return "";
}

std::string readLevel(const Argument &argument, const char *first,
                      const char *second, const char *third, unsigned &member) {
  const char *const names[] = {first, second, third};
  for (unsigned i = 0; i < 3; ++i)
    if (argument.value == names[i]) {
      member = i;
      return "";
    }
  return "option '" + argument.name + "' is '" + first + "', '" + second +
         "' or '" + third + "', not '" + argument.value + "'";
}

std::string readNumber(const Argument &argument, unsigned least, unsigned most,
                       unsigned &member) {
  char *end = nullptr;
  unsigned long number = std::strtoul(argument.value.c_str(), &end, 10);
  bool digits =
      !argument.value.empty() && *end == '\0' &&
      argument.value.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || number < least || number > most)
    return "option '" + argument.name + "' is a number from " +
           std::to_string(least) + " to " + std::to_string(most) + ", not '" +
           argument.value + "'";
  member = static_cast<unsigned>(number);
  return "";
}

} // namespace

std::string applyOption(const std::string &text, PluginOptions &options) {
  Argument argument = split(text);
#define MAPSAN_FLAG(member, optionName, help)                                  \
  if (argument.name == optionName)                                             \
    return readFlag(argument, options.member);
#define MAPSAN_LIST(member, optionName, what, help)                            \
  if (argument.name == optionName)                                             \
    return readList(argument, what, options.member);
#define MAPSAN_CHOICE(member, optionName, first, second, help)                 \
  if (argument.name == optionName)                                             \
    return readChoice(argument, first, second, options.member);
#define MAPSAN_LEVELS(member, optionName, first, second, third, help)          \
  if (argument.name == optionName)                                             \
    return readLevel(argument, first, second, third, options.member);
#define MAPSAN_NUMBER(member, optionName, value, least, most, help)            \
  if (argument.name == optionName)                                             \
    return readNumber(argument, least, most, options.member);
#include "plugin/options/options.def"

  std::string known;
#define MAPSAN_FLAG(member, optionName, help)                                  \
  known += std::string(known.empty() ? "" : ", ") + optionName;
#define MAPSAN_LIST(member, optionName, what, help)                            \
  known += std::string(known.empty() ? "" : ", ") + optionName + "=" + what;
#define MAPSAN_CHOICE(member, optionName, first, second, help)                 \
  known += std::string(known.empty() ? "" : ", ") + optionName + "=" + first + \
           "|" + second;
#define MAPSAN_LEVELS(member, optionName, first, second, third, help)          \
  known += std::string(known.empty() ? "" : ", ") + optionName + "=" + first + \
           "|" + second + "|" + third;
#define MAPSAN_NUMBER(member, optionName, value, least, most, help)            \
  known += std::string(known.empty() ? "" : ", ") + optionName + "=N";
#include "plugin/options/options.def"
  return "unknown option '" + text + "'; the options are " + known;
}

PluginOptions &pluginOptions() {
  static PluginOptions options;
  return options;
}

} // namespace mapsan
