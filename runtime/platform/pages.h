// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory straight from the system, in whole pages, zeroed. The runtime takes
// nothing from the program's heap: that one may be locked, exhausted or broken
// just when a report is due.
//
// Callable from anywhere.
#ifndef MAPSAN_RUNTIME_PLATFORM_PAGES_H
#define MAPSAN_RUNTIME_PLATFORM_PAGES_H

#include <stddef.h>

namespace mapsan {

/// Null when there is no memory. Pages that are never touched cost nothing.
void *mapPages(size_t bytes);
void unmapPages(void *pages, size_t bytes);

} // namespace mapsan

#endif
