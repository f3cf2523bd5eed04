// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a file descriptor leads to, so that the two ends of a pipe, a connection
// or a file can be told to be the same. Asks the system at each call, because
// descriptors are closed, copied and opened again in ways that nobody sees.
//
// Callable from anywhere; errno is left alone.
#ifndef MAPSAN_RUNTIME_PLATFORM_DESCRIPTORS_H
#define MAPSAN_RUNTIME_PLATFORM_DESCRIPTORS_H

#include <stdint.h>

namespace mapsan {

/// Numbers of what can be written at one end and read at the other; equal
/// numbers may be the same thing, different ones are not. 0: not a descriptor.
struct Ends {
  uint64_t writes, reads;
  bool mayWake; // a pipe, eventfd, socketpair: what wakes an event loop
  bool isFile;  // a regular one
};

/// eventfd and its kin have no identity of their own: for those the number is
/// the descriptor's, or that of the one it was copied from (noteCopied).
Ends endsOf(int descriptor);

/// A datagram's, sent to this address (sockaddr); the descriptor's own without.
uint64_t endAt(int descriptor, const void *address, uint32_t size);

void noteCopied(int from, int to);
/// A new descriptor of the kind without an identity.
void noteMade(int descriptor);
/// The two ends of a socketpair.
void notePair(int one, int two);

} // namespace mapsan

#endif
