// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two ways to read memory that may not be there:
//
//   process_vm_readv   on our own process: one call, any size
//   write to a pipe    the kernel reads the memory and says EFAULT; then the
//                      pipe is read back. Four calls per piece, no state that
//                      threads could share.
//
// Which one works is found by trying; a sandbox may take the first away at any
// time, so nothing is remembered.
#include "runtime/platform/memory_copy.h"

#include "runtime/platform/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/uio.h>

namespace mapsan {
namespace {

constexpr size_t kPage = 4096; // a pipe takes this much without waiting

long readOwnMemory(void *to, const void *from, size_t bytes) {
  iovec local{to, bytes};
  iovec remote{const_cast<void *>(from), bytes};
  long self = systemCall(SYS_getpid); // not cached: fork
  return systemCall(SYS_process_vm_readv, self, argument(&local), 1,
                    argument(&remote), 1, 0);
}

bool isForbidden(long result) { return result == -ENOSYS || result == -EPERM; }

/// Up to one page, within one page.
bool copyThroughPipe(void *to, const void *from, size_t bytes) {
  int ends[2] = {-1, -1};
  if (systemCall(SYS_pipe2, argument(ends), O_CLOEXEC | O_NONBLOCK) < 0)
    return false;
  long size = static_cast<long>(bytes);
  bool done = systemCall(SYS_write, ends[1], argument(from), size) == size &&
              systemCall(SYS_read, ends[0], argument(to), size) == size;
  systemCall(SYS_close, ends[0]);
  systemCall(SYS_close, ends[1]);
  return done;
}

bool copyPiece(void *to, const void *from, size_t bytes) {
  long result = readOwnMemory(to, from, bytes);
  if (isForbidden(result))
    return copyThroughPipe(to, from, bytes);
  return result == static_cast<long>(bytes);
}

} // namespace

bool copyMemory(void *to, const void *from, size_t bytes) {
  long result = readOwnMemory(to, from, bytes);
  if (!isForbidden(result))
    return result == static_cast<long>(bytes);
  return copyMemoryPrefix(to, from, bytes) == bytes;
}

size_t copyMemoryPrefix(void *to, const void *from, size_t bytes) {
  size_t copied = 0;
  while (copied < bytes) {
    uintptr_t at = reinterpret_cast<uintptr_t>(from) + copied;
    size_t piece = kPage - at % kPage;
    if (piece > bytes - copied)
      piece = bytes - copied;
    if (!copyPiece(static_cast<char *>(to) + copied,
                   reinterpret_cast<const void *>(at), piece))
      break;
    copied += piece;
  }
  return copied;
}

} // namespace mapsan
