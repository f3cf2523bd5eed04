// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An order that nobody saw is no race. A library that passes things between
// threads by atomics of its own, built without the plugin, makes such orders; so
// while one is loaded, what rests on a missing order alone (evidence `unordered`) is
// a note with both stacks that names the library, and no race. `strict=1` makes it
// one; overlaps stay what they are.
//
// Which libraries: those of unseen_libraries.def and of the option
// unseen_libraries, unless they were compiled with the plugin.
#ifndef MAPSAN_RUNTIME_ENTRY_UNSEEN_LIBRARIES_H
#define MAPSAN_RUNTIME_ENTRY_UNSEEN_LIBRARIES_H

#include "runtime/abi/site.h"

namespace mapsan {

/// The module that these sites lie in was compiled with the plugin; it goes.
void noteInstrumented(const MapsanSite *sites);
void forgetInstrumented(const MapsanSite *sites);

/// The file name of such a library that is loaded, or was; null if there is none.
/// Takes the loader's lock: not from signal handlers.
const char *unseenLibrary();

} // namespace mapsan

#endif
