// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Anonymous mappings by direct system calls, so that interceptors of mmap do
// not see them.
#include "runtime/platform/pages.h"

#include "runtime/platform/system_call.h"

#include <sys/mman.h>

namespace mapsan {

void *mapPages(size_t bytes) {
  long result =
      systemCall(SYS_mmap, 0, static_cast<long>(bytes), PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  bool failed = result < 0 && result > -4096;
  return failed ? nullptr : reinterpret_cast<void *>(result);
}

void unmapPages(void *pages, size_t bytes) {
  if (pages)
    systemCall(SYS_munmap, argument(pages), static_cast<long>(bytes));
}

} // namespace mapsan
