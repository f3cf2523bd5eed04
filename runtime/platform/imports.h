// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls between modules, led to a function of ours: each module has one word
// per function that it imports (its global offset table), which the loader
// fills in, and which is overwritten here.
//
// Why not by a function of the same name, as for the C library: that one comes
// last in every program, so we stand in front of it wherever we are linked. A
// library that the program names before us would be found before us; one that
// it links from an archive would not be pulled in, since we have the name. This
// way nothing is exported, order does not matter, and a program without such a
// library pays for a look at the list of modules.
//
// Calls inside the library itself are left alone: who stands in for its
// functions speaks for what they do. Calls that the linker has bound within one
// module (an archive linked into the program, -Bsymbolic) go through no such
// word and cannot be led anywhere.
#ifndef MAPSAN_RUNTIME_PLATFORM_IMPORTS_H
#define MAPSAN_RUNTIME_PLATFORM_IMPORTS_H

#include <stdint.h>

namespace mapsan {

/// A function of a library whose calls are to come to us.
struct Redirection {
  unsigned library;            // which of `files`
  const char *prefix, *suffix; // of the symbol: between them may stand a word
  void *to;
  void **original; // filled in before the first call can come
};

struct Redirections {
  const char *const
      *files;         // how names of files begin: "libgomp.so"; ? is any letter
  unsigned fileCount; // 16 at most
  const Redirection *rows;
  unsigned rowCount;
};

/// Leads the calls of all modules that are loaded now; the words that already
/// are are left alone. `isLoading`: another thread may be loading a module just
/// now. Then tables that were made read-only stay writable. Takes the loader's
/// lock; not from signal handlers. One thread at a time.
/// Answers whether one of the libraries is there.
bool redirectCalls(const Redirections &redirections, bool isLoading);

/// Modules loaded so far, counting those that are gone.
uint64_t modulesLoaded();

/// The function of this name that the library defines, or null.
void *findInLibrary(const char *file, const char *name);

} // namespace mapsan

#endif
