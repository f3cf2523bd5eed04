// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pass over the characters, with a stack of the brackets that are open. The
// text that was already written is in its short form, so when a bracket closes,
// its last arguments can be compared with what the defaults would be:
//
//   std::map<std::string, int, std::less<std::string>, std::allocator<…>>
//           ^ open            ^ defaults of a standard container: cut here
//
// An argument that is not the default stays. Comparing words is enough: the
// demangler writes equal types alike.
#include "runtime/report/names.h"

#include <stdint.h>

namespace mapsan {
namespace {

constexpr unsigned kMaxDepth = 32;
constexpr unsigned kMaxArguments = 8; // those behind have no defaults we know

/// "std::" and these: inline namespaces, which no source mentions.
constexpr const char *kInline[] = {"__cxx11::", "__1::", "__ndk1::", "_V2::"};

/// Templates of the C++ library whose last arguments have the defaults below.
constexpr const char *kTemplates[] = {"basic_string",
                                      "basic_string_view",
                                      "vector",
                                      "deque",
                                      "list",
                                      "forward_list",
                                      "set",
                                      "multiset",
                                      "map",
                                      "multimap",
                                      "unordered_set",
                                      "unordered_multiset",
                                      "unordered_map",
                                      "unordered_multimap",
                                      "unique_ptr",
                                      "basic_ostream",
                                      "basic_istream",
                                      "basic_iostream",
                                      "basic_stringstream",
                                      "basic_ostringstream",
                                      "basic_istringstream"};

/// Default arguments of one type: the first of the template.
constexpr const char *kDefaults[] = {"std::char_traits", "std::allocator",
                                     "std::less",        "std::hash",
                                     "std::equal_to",    "std::default_delete"};

/// What has a name of its own.
struct Alias {
  const char *full;
  const char *brief;
};
constexpr Alias kAliases[] = {
    {"std::basic_string<char", "std::string"},
    {"std::basic_string<wchar_t", "std::wstring"},
    {"std::basic_string<char8_t", "std::u8string"},
    {"std::basic_string<char16_t", "std::u16string"},
    {"std::basic_string<char32_t", "std::u32string"},
    {"std::basic_string_view<char", "std::string_view"},
    {"std::basic_ostream<char", "std::ostream"},
    {"std::basic_istream<char", "std::istream"},
    {"std::basic_iostream<char", "std::iostream"},
    {"std::basic_stringstream<char", "std::stringstream"},
    {"std::basic_ostringstream<char", "std::ostringstream"},
    {"std::basic_istringstream<char", "std::istringstream"}};

bool isWord(char character) {
  return (character >= 'a' && character <= 'z') ||
         (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_' ||
         character == '$';
}

bool startsWith(const char *text, const char *prefix) {
  return __builtin_strncmp(text, prefix, __builtin_strlen(prefix)) == 0;
}

/// Some of the text that was written.
struct Span {
  const char *begin;
  size_t length;

  bool is(const char *text) const {
    return __builtin_strlen(text) == length &&
           __builtin_memcmp(begin, text, length) == 0;
  }
  /// Takes `text` off the front if it is there.
  bool take(const char *text) {
    size_t size = __builtin_strlen(text);
    if (size > length || __builtin_memcmp(begin, text, size) != 0)
      return false;
    begin += size;
    length -= size;
    return true;
  }
  bool take(Span other) {
    if (other.length > length ||
        __builtin_memcmp(begin, other.begin, other.length) != 0)
      return false;
    begin += other.length;
    length -= other.length;
    return true;
  }
};

struct Bracket {
  char kind;                         // '<' or another opening one
  uint32_t name;                     // where the template's name begins
  uint32_t count;                    // arguments so far
  uint32_t arguments[kMaxArguments]; // where each begins
};

class Shortener {
public:
  explicit Shortener(char *text) : text_(text) {}

  size_t run() {
    const char *from = text_;
    while (*from && depth_ < kMaxDepth) {
      if (const char *behind = skipped(from))
        from = behind;
      else if (startsWith(from, "operator") && !wordBefore() &&
               !isWord(from[8]))
        from = copyOperator(from);
      else
        step(*from++);
    }
    while (*from) // too deep for us
      text_[length_++] = *from++;
    text_[length_] = 0;
    return length_;
  }

private:
  bool wordBefore() const { return length_ && isWord(text_[length_ - 1]); }

  bool endsWith(const char *word) const {
    size_t size = __builtin_strlen(word);
    return length_ >= size &&
           __builtin_memcmp(text_ + length_ - size, word, size) == 0 &&
           (length_ == size || !isWord(text_[length_ - size - 1]));
  }

  /// What stands behind the words that no source has, if they are next.
  const char *skipped(const char *from) const {
    if (startsWith(from, "[abi:"))
      if (const char *end = __builtin_strchr(from, ']'))
        return end + 1;
    if (*from == '_' && endsWith("std::"))
      for (const char *space : kInline)
        if (startsWith(from, space))
          return from + __builtin_strlen(space);
    return nullptr;
  }

  /// "operator<" opens nothing.
  const char *copyOperator(const char *from) {
    for (unsigned i = 0; i < 8; ++i)
      text_[length_++] = *from++;
    while (*from == '<' || *from == '>' || *from == '=' || *from == '-')
      text_[length_++] = *from++;
    return from;
  }

  void step(char character) {
    switch (character) {
    case '<':
    case '(':
    case '[':
    case '{':
      open(character);
      return;
    case '>':
      if (length_ && text_[length_ - 1] == '-') // an arrow
        break;
      if (isOpen('<') && closeTemplate())
        return;
      break;
    case ')':
    case ']':
    case '}':
      if (depth_ && !isOpen('<'))
        --depth_;
      break;
    case ',':
      text_[length_++] = character;
      if (isOpen('<'))
        addArgument(static_cast<uint32_t>(length_));
      return;
    default:
      break;
    }
    text_[length_++] = character;
  }

  bool isOpen(char kind) const {
    return depth_ && brackets_[depth_ - 1].kind == kind;
  }

  void open(char kind) {
    Bracket &bracket = brackets_[depth_++];
    bracket.kind = kind;
    bracket.count = 0;
    size_t name = length_;
    while (name && (isWord(text_[name - 1]) || text_[name - 1] == ':'))
      --name;
    bracket.name = static_cast<uint32_t>(name);
    text_[length_++] = kind;
    addArgument(static_cast<uint32_t>(length_));
  }

  void addArgument(uint32_t begin) {
    Bracket &bracket = brackets_[depth_ - 1];
    if (bracket.count < kMaxArguments)
      bracket.arguments[bracket.count] = begin;
    ++bracket.count;
  }

  /// Argument i of the innermost bracket, as far as it was written.
  Span argument(unsigned i) const {
    const Bracket &bracket = brackets_[depth_ - 1];
    size_t begin = bracket.arguments[i];
    size_t end = i + 1 < bracket.count ? bracket.arguments[i + 1] - 1 : length_;
    while (begin < end && text_[begin] == ' ')
      ++begin;
    return {text_ + begin, end - begin};
  }

  bool isKnownTemplate(const Bracket &bracket) const {
    Span name{text_ + bracket.name, bracket.arguments[0] - 1 - bracket.name};
    if (!name.take("std::"))
      return false;
    for (const char *known : kTemplates)
      if (name.is(known))
        return true;
    return false;
  }

  /// std::less<first>, or std::allocator<std::pair<first const, second>>
  bool isDefault(Span given) const {
    Span first = argument(0);
    for (const char *known : kDefaults) {
      Span rest = given;
      if (!rest.take(known) || !rest.take("<"))
        continue;
      Span pair = rest;
      if (rest.take(first) && rest.is(">"))
        return true;
      bool constFirst = pair.take("std::pair<const ");
      if (!constFirst && !pair.take("std::pair<"))
        return false;
      return pair.take(first) && (constFirst || pair.take(" const")) &&
             pair.take(", ") && pair.take(argument(1)) && pair.is(">>");
    }
    return false;
  }

  /// True if no bracket is to be written: the template became a name.
  bool closeTemplate() {
    while (length_ && text_[length_ - 1] == ' ') // "> >"
      --length_;
    Bracket &bracket = brackets_[depth_ - 1];
    bool isAlias = false;
    if (bracket.count <= kMaxArguments && isKnownTemplate(bracket)) {
      while (bracket.count > 1 && isDefault(argument(bracket.count - 1)))
        length_ = bracket.arguments[--bracket.count] - 1; // and the comma
      isAlias = replaceByAlias(bracket.name);
    }
    --depth_;
    return isAlias;
  }

  bool replaceByAlias(size_t name) {
    for (const Alias &alias : kAliases)
      if (Span{text_ + name, length_ - name}.is(alias.full)) {
        size_t size = __builtin_strlen(alias.brief);
        __builtin_memcpy(text_ + name, alias.brief, size);
        length_ = name + size;
        return true;
      }
    return false;
  }

  char *text_;
  size_t length_ = 0; // written; never behind what was read
  unsigned depth_ = 0;
  Bracket brackets_[kMaxDepth];
};

} // namespace

// "add(long) (.mapsan.1)", "add(long) [clone .mapsan]", "add.mapsan": the plugin's
// copy of a function (plugin/ir/element_callees.h).
static size_t withoutCopy(char *name, size_t length) {
  char *copy = __builtin_strstr(name, ".mapsan");
  if (!copy)
    return length;
  const auto dropBefore = [&](const char *text) {
    const size_t size = __builtin_strlen(text);
    if (static_cast<size_t>(copy - name) >= size &&
        __builtin_memcmp(copy - size, text, size) == 0)
      copy -= size;
  };
  dropBefore("(");
  dropBefore("[clone ");
  dropBefore(" ");
  *copy = 0;
  return static_cast<size_t>(copy - name);
}

size_t shortenFunction(char *name) {
  return withoutCopy(name, Shortener(name).run());
}

size_t shortenPath(char *path) {
  size_t length = 0;
  bool isStart = true; // of a folder's name
  for (const char *from = path; *from;) {
    if (isStart && from[0] == '.' && from[1] == '/') {
      from += 2;
      while (*from == '/')
        ++from;
      continue;
    }
    isStart = *from == '/';
    path[length++] = *from++;
  }
  path[length] = 0;
  return length;
}

} // namespace mapsan
