// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stacks: where they lie, and who called whom. Three ways, by price:
//
//   walkOwnStack     frame pointers only, no system call: some nanoseconds a
//                    frame. For stacks that are kept in case of a conflict.
//   copyStack        one system call takes a copy of another thread's stack;
//   walkStackCopy    walks the copy when there is time, by unwind tables where
//                    the code has them (prebuilt libraries have no frame
//                    pointers), else by frame pointers.
//   walkByTables     the own stack like that: exact, for reports.
//
// Everything here is callable from anywhere, signal handlers included.
#ifndef MAPSAN_RUNTIME_PLATFORM_STACK_H
#define MAPSAN_RUNTIME_PLATFORM_STACK_H

#include <stdint.h>

namespace mapsan {

struct StackLimits {
  uintptr_t low, high;
  bool contains(uintptr_t address) const {
    return address >= low && address < high;
  }
};

/// The calling thread's limits. Reads /proc/self/maps: once per thread, keep
/// the answer. Inside a signal handler on an alternate stack: that stack's.
StackLimits currentStackLimits();

/// The limits of a thread made by pthread_create with a stack of `bytes`, known
/// to its creator: no system call. It ends at the thread's control block; where
/// the C library gave it a larger stack, the lowest part is missing. 0 bytes, or
/// not on that stack: as above.
StackLimits createdStackLimits(uintptr_t bytes);

/// Why a walk ended.
enum class WalkEnd : uint8_t {
  Bottom,         // the outermost function was reached
  Full,           // no room for more
  OutsideModules, // a caller lies in no known module: generated code, or a
                  // function compiled without frame pointers misled us
  BadFrame,       // a frame pointer points nowhere sensible
  Unreadable,     // the copy ends here
};

struct Walk {
  uint32_t count;
  WalkEnd end;
};

/// A sentence for the report, or null when there is nothing to say.
const char *walkEndText(WalkEnd end);

/// Return addresses above `frame` (a frame address: caller's frame address at
/// [frame], return address at [frame + 8]), innermost first. Frames must lie
/// within the limits and get older; beyond them (a fiber) reads are checked.
Walk walkOwnStack(uintptr_t frame, StackLimits limits, uint64_t *returns,
                  uint32_t capacity);

constexpr uint32_t kStackCopyBytes = 32u << 10;

/// The lowest kStackCopyBytes of a stack from a frame address on.
struct StackCopy {
  uintptr_t address;
  uint32_t size;
  alignas(16) unsigned char bytes[kStackCopyBytes];
};

/// One system call. False if the frame is outside the limits or unreadable.
/// Whether the stack stood still meanwhile is for the caller to prove.
bool copyStack(uintptr_t frame, StackLimits limits, StackCopy &copy);

/// As walkOwnStack, on a copy, each return address checked to lie in a module.
/// Needs refreshModules() to have run.
Walk walkStackCopy(const StackCopy &copy, uintptr_t frame, uint64_t *returns,
                   uint32_t capacity);

/// As walkStackCopy, directly on the calling thread's stack.
Walk walkByTables(uintptr_t frame, StackLimits limits, uint64_t *returns,
                  uint32_t capacity);

/// The stack pointer in the registers that a signal handler got (ucontext_t).
uintptr_t stackPointerOf(const void *context);

/// Where the activation that holds `address` of the calling thread's stack was,
/// as a return address (look up "address - 1"): for an operation whose frame is
/// known and whose program counter is not. From a signal handler's registers,
/// or, with null, from the caller. 0 if the way there is not clear.
uint64_t activationAt(const void *context, uintptr_t address,
                      StackLimits limits);

/// Does the function keep a frame pointer at this return address? By its unwind
/// table; answers are remembered. Code of unknown modules is taken to.
bool hasFramePointer(uint64_t returnAddress);

/// As walkByTables, and where each return address lies (0: not known).
Walk walkWithPlaces(uintptr_t frame, StackLimits limits, uint64_t *returns,
                    uintptr_t *where, uint32_t capacity);

} // namespace mapsan

#endif
