// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pass over the words. A mistake names the word, and the option that may
// have been meant: the one with the fewest letters to change.
#include "tools/mapsan/arguments.h"

#include "llvm/ADT/StringRef.h"

#include <ostream>

namespace mapsan {
namespace {

constexpr size_t kHelpColumn = 26;

std::string inQuotes(const std::string &word) { return "'" + word + "'"; }

} // namespace

void Arguments::flag(const char *name, const char *help, bool &value) {
  options_.push_back({name, "", help, 0, [&value](const std::string &) {
                        value = true;
                        return std::string();
                      }});
}

void Arguments::text(const char *name, const char *value, const char *help,
                     std::string &text) {
  options_.push_back({name, value, help, 0, [&text](const std::string &word) {
                        text = word;
                        return std::string();
                      }});
}

void Arguments::number(const char *name, const char *help, uint64_t &number,
                       uint64_t lowest, uint64_t highest) {
  options_.push_back(
      {name, "N", help, 0, [&number, lowest, highest](const std::string &word) {
         uint64_t value;
         if (llvm::StringRef(word).getAsInteger(10, value) || value < lowest ||
             value > highest)
           return "a number from " + std::to_string(lowest) + " to " +
                  std::to_string(highest);
         number = value;
         return std::string();
       }});
}

void Arguments::choice(const char *name, const char *choices, const char *help,
                       std::string &text) {
  const std::string all = choices;
  options_.push_back(
      {name, choices, help, 0, [&text, all](const std::string &word) {
         if (word.empty() || word.find('|') != word.npos ||
             ("|" + all + "|").find("|" + word + "|") == std::string::npos)
           return "one of " + all;
         text = word;
         return std::string();
       }});
}

void Arguments::alias(char letter) { options_.back().letter = letter; }

const Arguments::Option *Arguments::find(const std::string &word) const {
  for (const Option &option : options_)
    if (word == "--" + option.name ||
        (option.letter && word == std::string("-") + option.letter))
      return &option;
  return nullptr;
}

int Arguments::mistake(const Invocation &invocation,
                       const std::string &sentence) const {
  invocation.errors << "mapsan " << command_ << ": " << sentence << '\n';
  return 1;
}

int Arguments::unknown(const Invocation &invocation,
                       const std::string &word) const {
  std::string meant;
  unsigned nearest = 3;
  for (const Option &option : options_) {
    const unsigned distance =
        llvm::StringRef(word).edit_distance("--" + option.name, true, nearest);
    if (distance < nearest) {
      nearest = distance;
      meant = "--" + option.name;
    }
  }
  return mistake(invocation,
                 "there is no option " + inQuotes(word) +
                     (meant.empty() ? "" : "; did you mean " + meant + "?") +
                     " (mapsan " + command_ + " --help lists them)");
}

std::optional<int> Arguments::read(const Invocation &invocation) const {
  const std::vector<std::string> &words = invocation.arguments;
  bool areOver = false;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (areOver || word.size() < 2 || word[0] != '-') {
      if (!rest_)
        return mistake(invocation, inQuotes(word) +
                                       " is one argument too many; it is "
                                       "`mapsan " +
                                       command_ + " " + usage_ + "`");
      rest_->push_back(word);
      areOver |= isCommand_;
      continue;
    }
    if (word == "--") {
      areOver = true;
      continue;
    }
    if (word == "--help" || word == "-h") {
      printHelp(invocation.out);
      return 0;
    }
    std::optional<std::string> value;
    const size_t equals = word.find('=');
    if (word[1] == '-' && equals != std::string::npos) {
      value = word.substr(equals + 1);
      word.resize(equals);
    }
    const Option *option = find(word);
    if (!option)
      return unknown(invocation, word);
    if (option->value.empty() && value)
      return mistake(invocation, word + " takes no value");
    if (!option->value.empty() && !value) {
      if (i + 1 == words.size())
        return mistake(invocation,
                       word + " needs a value: " + word + "=" + option->value);
      value = words[++i];
    }
    const std::string wanted = option->take(value.value_or(""));
    if (!wanted.empty())
      return mistake(invocation,
                     word + "=" + *value + ": the value must be " + wanted);
  }
  return std::nullopt;
}

void Arguments::printHelp(std::ostream &out) const {
  out << "usage: mapsan " << command_ << ' ' << usage_ << "\n\n"
      << purpose_ << '\n';
  if (!options_.empty())
    out << '\n';
  for (const Option &option : options_) {
    std::string left = "  ";
    if (option.letter)
      left += std::string("-") + option.letter + ", ";
    left += "--" + option.name;
    if (!option.value.empty())
      left += "=" + option.value;
    if (left.size() + 2 > kHelpColumn)
      out << left << '\n' << std::string(kHelpColumn, ' ');
    else
      out << left << std::string(kHelpColumn - left.size(), ' ');
    out << option.help << '\n';
  }
}

} // namespace mapsan
