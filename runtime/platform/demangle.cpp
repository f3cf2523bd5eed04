// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A demangler for the simplest names, because the C++ library's allocates from
// the program's heap. Parameters are left out; templates, operators and lambdas
// keep their mangled form, which c++filt reads.
#include "runtime/base/text_writer.h"
#include "runtime/platform/elf_symbols.h"

namespace mapsan {
namespace {

bool isDigit(char character) { return character >= '0' && character <= '9'; }

/// "7refresh" -> "refresh"
bool sourceName(const char *&at, TextWriter &out) {
  size_t length = 0;
  while (isDigit(*at) && length < 4096)
    length = length * 10 + static_cast<size_t>(*at++ - '0');
  if (length == 0 || __builtin_strlen(at) < length)
    return false;
  if (length == 12 && __builtin_memcmp(at, "_GLOBAL__N_1", 12) == 0)
    out.put("(anonymous namespace)");
  else
    out.put(at, length);
  at += length;
  return true;
}

/// What follows N, up to E.
bool nestedName(const char *&at, TextWriter &out) {
  while (*at == 'r' || *at == 'V' || *at == 'K' || *at == 'R' || *at == 'O')
    ++at; // qualifiers of the method
  const char *last = nullptr;
  size_t lastLength = 0;
  bool first = true;
  if (at[0] == 'S' && at[1] == 't') {
    out.put("std");
    at += 2;
    first = false;
  }
  while (*at != 'E') {
    if (!first)
      out.put("::");
    first = false;
    bool constructor = at[0] == 'C' && isDigit(at[1]);
    bool destructor = at[0] == 'D' && isDigit(at[1]);
    if ((constructor || destructor) && last) {
      out.put(destructor ? "~" : "").put(last, lastLength);
      at += 2;
      continue;
    }
    size_t before = out.length();
    if (!sourceName(at, out))
      return false;
    last = out.text() + before;
    lastLength = out.length() - before;
  }
  ++at;
  return !first;
}

bool name(const char *&at, TextWriter &out) {
  if (*at != 'N')
    return sourceName(at, out);
  return nestedName(++at, out);
}

/// What follows Z: a variable inside a function whose parameters are of
/// built-in types, and pointers and references to them.
bool localName(const char *&at, TextWriter &out) {
  if (!name(at, out))
    return false;
  while (*at && __builtin_strchr("PRKOVvwbchastijlmxynofdegz", *at))
    ++at;
  if (*at++ != 'E')
    return false;
  out.put("()::");
  return sourceName(at, out);
}

} // namespace

bool demangle(const char *mangled, char *plain, size_t capacity) {
  TextWriter out(plain, capacity);
  bool done = false;
  if (mangled[0] == '_' && mangled[1] == 'Z') {
    const char *at = mangled + 2;
    if (*at == 'L') // internal linkage
      ++at;
    if (*at == 'Z')
      done = localName(++at, out);
    else
      done = name(at, out);
    done = done && *at != 'I' && *at != 'B' && !out.truncated();
  }
  if (!done)
    TextWriter(plain, capacity).put(mangled);
  return done;
}

} // namespace mapsan
