// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads memory that another thread may be freeing just now: a bad address is an
// answer, not a crash. process_vm_readv on this very process; where a sandbox
// forbids it, a write to a pipe, whose EFAULT tells the same.
//
// Callable from anywhere, signal handlers included. One system call and up; not
// for fast paths.
#ifndef MAPSAN_RUNTIME_PLATFORM_MEMORY_COPY_H
#define MAPSAN_RUNTIME_PLATFORM_MEMORY_COPY_H

#include <stddef.h>

namespace mapsan {

/// Copies all of the bytes, or returns false; then `to` is unspecified.
bool copyMemory(void *to, const void *from, size_t bytes);

/// Copies as much as is readable from the start; returns how many bytes.
size_t copyMemoryPrefix(void *to, const void *from, size_t bytes);

} // namespace mapsan

#endif
