// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parser. The table becomes an array of rows that say where in the struct a
// value lies and what it may be; one function reads a value for any row.
#include "runtime/options/table.h"

namespace mapsan {
namespace {

bool isSeparator(char character) {
  return character == ' ' || character == ',' || character == ':' ||
         character == '\n' || character == '\t' || character == '\r';
}

bool equals(const char *text, const char *begin, size_t length) {
  return __builtin_strlen(text) == length &&
         __builtin_memcmp(text, begin, length) == 0;
}

/// True if the value is one of "a|b|c".
bool isChoice(const char *choices, const char *value, size_t length) {
  while (true) {
    const char *end = choices;
    while (*end && *end != '|')
      ++end;
    if (static_cast<size_t>(end - choices) == length &&
        __builtin_memcmp(choices, value, length) == 0)
      return true;
    if (!*end)
      return false;
    choices = end + 1;
  }
}

/// Decimal, with a sign if need be. False if it is not all digits or too long
/// to be in any range.
bool readNumber(const char *value, size_t length, int64_t &number) {
  bool negative = length && *value == '-';
  if (length - negative < 1 || length - negative > 9)
    return false;
  number = 0;
  for (size_t i = negative; i < length; ++i) {
    if (value[i] < '0' || value[i] > '9')
      return false;
    number = number * 10 + (value[i] - '0');
  }
  if (negative)
    number = -number;
  return true;
}

bool readBool(const char *value, size_t length, int64_t &number) {
  number = equals("1", value, length) || isChoice("true|yes|on", value, length);
  return number || isChoice("0|false|no|off", value, length);
}

const OptionRow *findRow(const char *name, size_t length) {
  for (unsigned i = 0; i < kOptionRows; ++i)
    if (equals(kOptionTable[i].name, name, length))
      return &kOptionTable[i];
  return nullptr;
}

/// Keeps a copy behind the options; null if there is no room.
const char *keepText(Options &options, const char *value, size_t length) {
  if (length + 1 > kOptionTextBytes - options.textUsed)
    return nullptr;
  char *copy = options.text + options.textUsed;
  __builtin_memcpy(copy, value, length);
  copy[length] = 0;
  options.textUsed += static_cast<uint32_t>(length) + 1;
  return copy;
}

void complain(TextWriter &error, const char *source, const char *name,
              size_t length) {
  error.put("option '").put(name, length).put("' in ").put(source).put(" ");
}

bool setValue(Options &options, const OptionRow &row, const char *value,
              size_t length, const char *source, TextWriter &error) {
  char *field = reinterpret_cast<char *>(&options) + row.offset;
  int64_t number = 0;
  switch (row.kind) {
  case OptionKind::Bool:
    if (readBool(value, length, number)) {
      *reinterpret_cast<bool *>(field) = number != 0;
      return true;
    }
    complain(error, source, row.name, __builtin_strlen(row.name));
    error.put("is 0 or 1, not '").put(value, length).put("'");
    return false;
  case OptionKind::Int:
    if (readNumber(value, length, number) && number >= row.lowest &&
        number <= row.highest) {
      *reinterpret_cast<int32_t *>(field) = static_cast<int32_t>(number);
      return true;
    }
    complain(error, source, row.name, __builtin_strlen(row.name));
    error.put("is a number from ").signedNumber(row.lowest).put(" to ");
    error.signedNumber(row.highest).put(", not '").put(value, length).put("'");
    return false;
  case OptionKind::Choice:
    if (!isChoice(row.choices, value, length)) {
      complain(error, source, row.name, __builtin_strlen(row.name));
      error.put("is one of ").put(row.choices).put(", not '");
      error.put(value, length).put("'");
      return false;
    }
    break;
  case OptionKind::Text:
    break;
  }
  const char *kept = keepText(options, value, length);
  if (!kept) {
    complain(error, source, row.name, __builtin_strlen(row.name));
    error.put("is too long");
    return false;
  }
  *reinterpret_cast<const char **>(field) = kept;
  return true;
}

/// "name=value" at `text`; moves `text` behind it.
bool parseOne(Options &options, const char *&text, const char *source,
              TextWriter &error) {
  const char *name = text;
  while (*text && *text != '=' && !isSeparator(*text))
    ++text;
  size_t nameLength = static_cast<size_t>(text - name);
  const OptionRow *row = findRow(name, nameLength);
  if (!row) {
    error.put("there is no option '").put(name, nameLength).put("' (in ");
    error.put(source).put("); MAPSAN_OPTIONS=help=1 lists the options");
    return false;
  }
  if (*text != '=') {
    complain(error, source, name, nameLength);
    error.put("has no value; write ").put(name, nameLength).put("=VALUE");
    return false;
  }
  const char *value = ++text;
  char quote = *text == '"' || *text == '\'' ? *text : 0;
  if (quote) {
    value = ++text;
    while (*text && *text != quote)
      ++text;
    if (!*text) {
      complain(error, source, name, nameLength);
      error.put("has a quote that is not closed");
      return false;
    }
  } else {
    while (*text && !isSeparator(*text))
      ++text;
  }
  size_t valueLength = static_cast<size_t>(text - value);
  text += quote != 0;
  return setValue(options, *row, value, valueLength, source, error);
}

} // namespace

void setDefaults(Options &options) {
  options.textUsed = 0;
#define MAPSAN_OPTION(type, name, value, lowest, highest, help)                \
  options.name = value;
#define MAPSAN_OPTION_TEXT(name, value, help) options.name = value;
#define MAPSAN_OPTION_CHOICE(name, value, choices, help) options.name = value;
#include "runtime/options/options.def"
}

bool parseOptions(Options &options, const char *text, const char *source,
                  TextWriter &error) {
  while (text && *text) {
    if (isSeparator(*text))
      ++text;
    else if (!parseOne(options, text, source, error))
      return false;
  }
  return true;
}

OptionsVerdict loadOptions(Options &options, const OptionSources &sources,
                           const Sink &messages) {
  setDefaults(options);
  char buffer[1024];
  TextWriter error(buffer, sizeof(buffer), &messages);
  error.put("MapSan: ");
  if (!parseOptions(options, sources.program, "__mapsan_default_options()",
                    error) ||
      !parseOptions(options, sources.environment, "MAPSAN_OPTIONS", error)) {
    error.put("\n").flush();
    return {false, kOptionsExitStatus};
  }
  if (options.help) {
    printOptionsHelp(messages);
    return {false, 0};
  }
  if (options.halt_on_error < 0)
    options.halt_on_error = __builtin_strcmp(options.mode, "flag") == 0;
  return {true, 0};
}

} // namespace mapsan
