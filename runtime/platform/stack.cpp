// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walking up. A frame is two words: the caller's frame address, the return
// address. What makes a frame credible: it is aligned, within the limits, and
// older (higher) than the one before; so every walk ends.
#include "runtime/platform/stack.h"

#include "runtime/platform/memory_copy.h"
#include "runtime/platform/modules.h"
#include "runtime/platform/unwind_table.h"

#include <ucontext.h>

namespace mapsan {
namespace {

constexpr uintptr_t kWord = sizeof(uintptr_t);
constexpr uintptr_t kFrameBytes = 2 * kWord;
constexpr uintptr_t kUnknownStackBytes = 8u << 20; // fibers, guesses

bool isFrame(uintptr_t frame, StackLimits limits) {
  return frame % kWord == 0 && frame >= limits.low && frame < limits.high &&
         limits.high - frame >= kFrameBytes;
}

/// Signed return addresses (AArch64) carry a signature in the upper bits.
uint64_t withoutSignature(uint64_t address) {
#if defined(__aarch64__)
  return address & ((uint64_t{1} << 48) - 1);
#else
  return address;
#endif
}

bool readDirectly(const void *context, uintptr_t address, uint64_t &value) {
  StackLimits limits = *static_cast<const StackLimits *>(context);
  if (!isFrame(address, {limits.low, limits.high + kWord}))
    return false;
  value = *reinterpret_cast<const uint64_t *>(address);
  return true;
}

bool readWithCare(const void *context, uintptr_t address, uint64_t &value) {
  StackLimits limits = *static_cast<const StackLimits *>(context);
  return isFrame(address, {limits.low, limits.high + kWord}) &&
         copyMemory(&value, reinterpret_cast<const void *>(address),
                    sizeof(value));
}

bool readCopy(const void *context, uintptr_t address, uint64_t &value) {
  const StackCopy &copy = *static_cast<const StackCopy *>(context);
  if (address % kWord || address < copy.address ||
      address - copy.address + kWord > copy.size)
    return false;
  __builtin_memcpy(&value, copy.bytes + (address - copy.address),
                   sizeof(value));
  return true;
}

/// From the activation at `registers` (whose frame register is a frame) to its
/// caller.
bool stepByFrame(const StackReader &stack, Registers &registers) {
  uint64_t frame = registers.value[kFrameRegister];
  uint64_t callerFrame, returnAddress;
  if (!registers.isKnown(kFrameRegister) || frame == 0 ||
      !stack.read(stack.context, frame, callerFrame) ||
      !stack.read(stack.context, frame + kWord, returnAddress))
    return false;
  registers = {};
  registers.pc = returnAddress;
  registers.set(kFrameRegister, callerFrame);
  registers.set(kStackRegister, frame + kFrameBytes);
  return true;
}

/// Where the caller's return address was read: below its stack pointer on
/// x86-64. Elsewhere it is anywhere, and so is one that a signal's frame holds.
uintptr_t placeOfReturn([[maybe_unused]] const Registers &registers,
                        [[maybe_unused]] uint64_t returnAddress) {
#if defined(__x86_64__)
  if (registers.isKnown(kStackRegister) && !registers.pcIsExact)
    return registers.value[kStackRegister] - kWord;
#endif
  return 0;
}

WalkEnd endWithoutFrame(const Registers &registers) {
  return registers.isKnown(kFrameRegister) &&
                 registers.value[kFrameRegister] == 0
             ? WalkEnd::Bottom
             : WalkEnd::BadFrame;
}

Walk walk(const StackReader &stack, uintptr_t frame, StackLimits limits,
          uint64_t *returns, uint32_t capacity, uintptr_t *where = nullptr) {
  Registers registers{};
  registers.set(kFrameRegister, frame);
  if (!stepByFrame(stack, registers))
    return {0, WalkEnd::Unreadable};
  uint32_t count = 0;
  while (true) {
    registers.pc = withoutSignature(registers.pc);
    if (registers.pc == 0)
      return {count, WalkEnd::Bottom};
    uintptr_t code = registers.pc - !registers.pcIsExact;
    const Module *module = findModule(code);
    if (!module)
      return {count, WalkEnd::OutsideModules};
    if (count == capacity)
      return {count, WalkEnd::Full};
    if (where)
      where[count] = placeOfReturn(registers, code + 1);
    returns[count++] = code + 1; // everybody looks up "return address - 1"
    uint64_t before = registers.value[kStackRegister];
    Step step = stepByTable(*module, stack, registers);
    if (step == Step::Outermost)
      return {count, WalkEnd::Bottom};
    if (step != Step::Done && !stepByFrame(stack, registers))
      return {count, endWithoutFrame(registers)};
    uint64_t after = registers.value[kStackRegister];
    // A signal frame may lead from an alternate stack to any other place; it
    // is within limits or the reads fail.
    if (after <= before && !registers.pcIsExact)
      return {count, WalkEnd::BadFrame};
    if (after > limits.high)
      return {count, WalkEnd::Unreadable};
  }
}

#if defined(__x86_64__)
constexpr unsigned kSavedRegisters = 17;
/// Number in ucontext_t of each register that the tables number 0 to 16.
constexpr int kInContext[kSavedRegisters] = {
    REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
    REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
    REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};

uint64_t savedRegister(const ucontext_t &context, unsigned number) {
  return static_cast<uint64_t>(context.uc_mcontext.gregs[kInContext[number]]);
}

uint64_t savedPc(const ucontext_t &context) {
  return savedRegister(context, kReturnRegister);
}
#elif defined(__aarch64__)
constexpr unsigned kSavedRegisters = 32;

uint64_t savedRegister(const ucontext_t &context, unsigned number) {
  return number == kStackRegister ? context.uc_mcontext.sp
                                  : context.uc_mcontext.regs[number];
}

uint64_t savedPc(const ucontext_t &context) { return context.uc_mcontext.pc; }
#endif

Registers registersOf(const ucontext_t &context) {
  Registers registers{};
  for (unsigned i = 0; i < kSavedRegisters; ++i)
    if (i != kReturnRegister || kSavedRegisters > 17)
      registers.set(i, savedRegister(context, i));
  registers.pc = savedPc(context);
  registers.pcIsExact = true;
  return registers;
}

/// A call through a wild pointer: the caller is where it would return to.
bool stepFromNowhere(const StackReader &stack, Registers &registers) {
#if defined(__x86_64__)
  uint64_t returnAddress;
  const uint64_t at = registers.value[kStackRegister];
  if (!stack.read(stack.context, at, returnAddress))
    return false;
  registers.set(kStackRegister, at + kWord);
#elif defined(__aarch64__)
  (void)stack;
  const uint64_t returnAddress = registers.value[kReturnRegister];
#endif
  registers.pc = returnAddress;
  registers.pcIsExact = false;
  return true;
}

} // namespace

uintptr_t stackPointerOf(const void *context) {
  return savedRegister(*static_cast<const ucontext_t *>(context),
                       kStackRegister);
}

uint64_t activationAt(const void *context, uintptr_t address,
                      StackLimits limits) {
  constexpr unsigned kMost = 4096; // recursion before the operation, or a loop
  const StackReader stack = {readWithCare, &limits};
  Registers registers{};
  if (context) {
    registers = registersOf(*static_cast<const ucontext_t *>(context));
  } else {
    registers.set(kFrameRegister,
                  reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
    if (!stepByFrame(stack, registers))
      return 0;
  }
  for (unsigned i = 0; i < kMost; ++i) {
    const uint64_t before = registers.value[kStackRegister];
    const uintptr_t code =
        withoutSignature(registers.pc) - !registers.pcIsExact;
    const Module *module = findModule(code);
    if (!module && (i != 0 || !stepFromNowhere(stack, registers)))
      return 0;
    if (!module)
      continue;
    const bool isExact = registers.pcIsExact;
    const Step step = stepByTable(*module, stack, registers);
    if (step == Step::Outermost ||
        (step != Step::Done && !stepByFrame(stack, registers)))
      return 0;
    const uint64_t after = registers.value[kStackRegister];
    if (limits.contains(before) && before <= address && address < after)
      return code + 1;
    if (after <= before && !isExact && !registers.pcIsExact)
      return 0;
  }
  return 0;
}

const char *walkEndText(WalkEnd end) {
  switch (end) {
  case WalkEnd::Bottom:
  case WalkEnd::Full:
    return nullptr;
  case WalkEnd::OutsideModules:
    return "the callers above lie outside all known modules";
  case WalkEnd::BadFrame:
  case WalkEnd::Unreadable:
    return "the callers above could not be read";
  }
  return nullptr;
}

Walk walkOwnStack(uintptr_t frame, StackLimits limits, uint64_t *returns,
                  uint32_t capacity) {
  bool known = limits.contains(frame);
  if (!known)
    limits = {frame, frame + kUnknownStackBytes};
  uint32_t count = 0;
  while (isFrame(frame, limits)) {
    uintptr_t words[2];
    if (known)
      __builtin_memcpy(words, reinterpret_cast<const void *>(frame),
                       sizeof(words));
    else if (!copyMemory(words, reinterpret_cast<const void *>(frame),
                         sizeof(words)))
      return {count, WalkEnd::Unreadable};
    uint64_t returnAddress = withoutSignature(words[1]);
    if (returnAddress == 0)
      return {count, WalkEnd::Bottom};
    if (count == capacity)
      return {count, WalkEnd::Full};
    returns[count++] = returnAddress;
    if (words[0] == 0)
      return {count, WalkEnd::Bottom};
    if (words[0] <= frame)
      return {count, WalkEnd::BadFrame};
    frame = words[0];
  }
  return {count, WalkEnd::BadFrame};
}

bool copyStack(uintptr_t frame, StackLimits limits, StackCopy &copy) {
  copy.address = frame;
  copy.size = 0;
  if (!isFrame(frame, limits))
    return false;
  uintptr_t bytes = limits.high - frame;
  if (bytes > kStackCopyBytes)
    bytes = kStackCopyBytes;
  const void *from = reinterpret_cast<const void *>(frame);
  if (!copyMemory(copy.bytes, from, bytes))
    bytes = copyMemoryPrefix(copy.bytes, from, bytes);
  copy.size = static_cast<uint32_t>(bytes);
  return copy.size >= kFrameBytes;
}

Walk walkStackCopy(const StackCopy &copy, uintptr_t frame, uint64_t *returns,
                   uint32_t capacity) {
  return walk({readCopy, &copy}, frame,
              {copy.address, copy.address + copy.size}, returns, capacity);
}

bool hasFramePointer(uint64_t returnAddress) {
  // Bit 0: it has one. Code that is unloaded and replaced by other code is
  // looked up anew when the address differs; if not even that does, so be it.
  static uint64_t known[1u << 12];
  uint64_t &entry = known[returnAddress * 0x9E3779B97F4A7C15ull >> 52];
  const uint64_t seen = __atomic_load_n(&entry, __ATOMIC_RELAXED);
  if (seen >> 1 == returnAddress)
    return seen & 1;
  const Module *module = findModule(returnAddress - 1);
  if (!module)
    return true;
  // With the frame register alone, on a stack where every word is readable:
  // the step works if the table finds the caller by that register.
  Registers registers{};
  registers.pc = returnAddress;
  registers.set(kFrameRegister, 1u << 16);
  const StackReader anything = {[](const void *, uintptr_t, uint64_t &value) {
                                  value = 1u << 16;
                                  return true;
                                },
                                nullptr};
  const Step step = stepByTable(*module, anything, registers);
  const bool has = step == Step::Done || step == Step::NoTable;
  __atomic_store_n(&entry, returnAddress << 1 | has, __ATOMIC_RELAXED);
  return has;
}

Walk walkWithPlaces(uintptr_t frame, StackLimits limits, uint64_t *returns,
                    uintptr_t *where, uint32_t capacity) {
  return walk({readDirectly, &limits}, frame, limits, returns, capacity, where);
}

Walk walkByTables(uintptr_t frame, StackLimits limits, uint64_t *returns,
                  uint32_t capacity) {
  bool known = limits.contains(frame);
  if (!known)
    limits = {frame, frame + kUnknownStackBytes};
  return walk({known ? readDirectly : readWithCare, &limits}, frame, limits,
              returns, capacity);
}

} // namespace mapsan
