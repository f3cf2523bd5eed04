// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names as a person would write them. Demanglers spell out what the language
// fills in, which makes one `const std::string &` 87 characters long, and a
// report is read by people who have to find two functions in it:
//
//   get(std::__cxx11::basic_string<char, std::char_traits<char>,
//       std::allocator<char> > const&)       get(std::string const&)
//   std::vector<int, std::allocator<int>>    std::vector<int>
//   ./cache.h, /src/./cache.h                cache.h, /src/cache.h
//
// Map types come from the compiler in this form already. Both functions work in
// place, only ever shorten, and return the new length. Async-signal-safe.
#ifndef MAPSAN_RUNTIME_REPORT_NAMES_H
#define MAPSAN_RUNTIME_REPORT_NAMES_H

#include <stddef.h>

namespace mapsan {

/// A demangled function: without inline namespaces of the C++ library, default
/// template arguments of its containers, ABI tags, and blanks between closing
/// brackets, and without what names the plugin's copies. What does not look like C++ stays as it is.
size_t shortenFunction(char *name);

/// A path without "./" in it.
size_t shortenPath(char *path);

} // namespace mapsan

#endif
