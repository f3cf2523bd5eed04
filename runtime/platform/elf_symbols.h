// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names from a module's own symbol table, for when there is no
// llvm-symbolizer. Maps the file; not for fast paths, not in signal handlers.
#ifndef MAPSAN_RUNTIME_PLATFORM_ELF_SYMBOLS_H
#define MAPSAN_RUNTIME_PLATFORM_ELF_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

/// Puts the (mangled) name of the function at `offset` (address - bias) into
/// `name`. False if the file has no such symbol.
bool findElfSymbol(const char *path, uint64_t offset, char *name,
                   size_t capacity);

/// The same for the variable that contains `offset`; `distance` is from its
/// start.
bool findElfVariable(const char *path, uint64_t offset, char *name,
                     size_t capacity, uint64_t &distance);

/// "_ZN6Router7refreshEv" -> "Router::refresh". Plain nested names only:
/// everything else stays as it is. Returns false then.
bool demangle(const char *mangled, char *name, size_t capacity);

} // namespace mapsan

#endif
