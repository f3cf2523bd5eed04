// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a compiler and a linker need to know of this MapSan. What the flags name
// exists: a build that silently goes without the plugin would look checked.
#ifndef MAPSAN_TOOLS_MAPSAN_FLAGS_H
#define MAPSAN_TOOLS_MAPSAN_FLAGS_H

#include "tools/mapsan/command.h"

namespace mapsan {

/// The LLVM majors there is a plugin for, ascending.
std::vector<int> builtMajors(const std::filesystem::path &prefix);

/// `llvm`, or the newest there is if it is empty.
std::string chosenMajor(const std::filesystem::path &prefix,
                        const std::string &llvm);

/// Adds to `words`; the empty string, or the sentence that says what is missing.
std::string addCompileFlags(const std::filesystem::path &prefix,
                            const std::string &major,
                            std::vector<std::string> &words);
/// Archive: of the runtime alone; StaticProgram: -static, -static-pie.
enum class Linking { Shared, Archive, StaticProgram };
std::string addLinkFlags(const std::filesystem::path &prefix, Linking linking,
                         std::vector<std::string> &words);

} // namespace mapsan

#endif
