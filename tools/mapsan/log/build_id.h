// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The name that a linker gave to what it linked: two files with one build id are
// the same program, one of them perhaps with its debug information only.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_BUILD_ID_H
#define MAPSAN_TOOLS_MAPSAN_LOG_BUILD_ID_H

#include <string>

namespace mapsan {

/// In hexadecimal; empty: the file has none, is no 64-bit ELF file of this byte
/// order, or cannot be read.
std::string buildIdOf(const std::string &file);

} // namespace mapsan

#endif
