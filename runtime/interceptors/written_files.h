// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that are written again and again: logs, journals. Each write orders its
// thread before whoever reads the file, through any descriptor; but to ask the
// system which file a descriptor leads to costs as much as a short write. So for
// a regular file it is asked once, and then only when somebody reads:
//
//   write   released at an object of the descriptor's own, and counted
//   read    of anything: if there were writes since the last look, each written
//           descriptor is asked what it leads to now, and what was released at it
//           passes on to that file's object. Then the reader acquires as ever
//   close   passes on, and forgets the descriptor
//
// A descriptor may be closed and given out again where nobody sees it. Then what
// it leads to is not what was remembered, and its writes pass on to both: too
// much order, and never too little. No thread gets any order in passing on.
//
// A reader that comes while another one passes on waits for it (its count of
// settled writes moves when all is done), with a bound; then history is forgotten.
// As interceptors.h: from any thread, with its Ordering; errno is left alone.
#ifndef MAPSAN_RUNTIME_INTERCEPTORS_WRITTEN_FILES_H
#define MAPSAN_RUNTIME_INTERCEPTORS_WRITTEN_FILES_H

#include "runtime/state/detection.h"

namespace mapsan {

/// True if the descriptor is known to lead to a file: then that is all to do.
bool releaseToFile(const Ordering &self, int descriptor);

/// A regular file, whose number (platform/descriptors.h) this is, was written.
void rememberFile(int descriptor, uint64_t number);

/// The descriptor is about to be closed.
void forgetFile(const Ordering &self, int descriptor);

/// Before what was read is acquired.
void settleWrites(const Ordering &self);

/// In the child of fork, by its only thread.
void restartWrittenFiles();

} // namespace mapsan

#endif
