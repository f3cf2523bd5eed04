// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Text of programs under test inside other formats. Everything that a program
// could choose (names of threads, tests, files, keys) goes through one of these.
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_MARKUP_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_MARKUP_H

#include "tools/mapsan/log/record.h"

namespace mapsan {

/// For HTML and XML, in text and in attributes; control characters, which XML
/// cannot have, as \x1b.
std::string inMarkup(const std::string &text);

/// For URIs: a path, with what is not plain as %20.
std::string inUri(const std::string &path);

/// Both sides with their stacks, as printable lines.
std::string plainSides(const LogRace &race, const std::string &root);

/// One sentence: emplace key 1 at a.cpp:3:1 and find key 1 at b.cpp:7:9, on 'ages'
std::string sentenceOf(const LogRace &race, const std::string &root);

} // namespace mapsan

#endif
