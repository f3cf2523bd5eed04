// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One step up a stack by the unwind tables (.eh_frame) that exceptions use. We
// have our own reader instead of a copy of libunwind because it must walk
// another thread's stack from a copy, with few known registers, without locks,
// allocation or the loader; libunwind's local walker does none of these.
//
// Callable from anywhere, signal handlers included.
#ifndef MAPSAN_RUNTIME_PLATFORM_UNWIND_TABLE_H
#define MAPSAN_RUNTIME_PLATFORM_UNWIND_TABLE_H

#include <stdint.h>

namespace mapsan {

struct Module;

#if defined(__x86_64__)
constexpr unsigned kFrameRegister = 6;   // rbp
constexpr unsigned kStackRegister = 7;   // rsp
constexpr unsigned kReturnRegister = 16; // return address
#elif defined(__aarch64__)
constexpr unsigned kFrameRegister = 29;
constexpr unsigned kStackRegister = 31;
constexpr unsigned kReturnRegister = 30;
#endif
constexpr unsigned kRegisters = 33;

/// Reads one word of the stack; false if it is not there.
struct StackReader {
  bool (*read)(const void *context, uintptr_t address, uint64_t &value);
  const void *context;
};

/// The registers of one activation, as far as they are known.
struct Registers {
  uint64_t pc;
  bool pcIsExact; // not a return address: the activation was interrupted
  uint64_t known; // bit n: value[n] is known
  uint64_t value[kRegisters];

  void set(unsigned number, uint64_t to) {
    value[number] = to;
    known |= uint64_t{1} << number;
  }
  bool isKnown(unsigned number) const { return known >> number & 1; }
};

enum class Step : uint8_t {
  Done,      // `registers` is the caller's activation
  Outermost, // there is no caller
  NoTable,   // nothing is said about this address
  Failed,    // a register or stack word it depends on is not known
};

Step stepByTable(const Module &module, const StackReader &stack,
                 Registers &registers);

} // namespace mapsan

#endif
