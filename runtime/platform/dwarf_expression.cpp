// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stack machine of DWARF expressions, as far as unwind tables use it: the
// C library's signal trampoline and the linker's PLT are described that way.
#include "runtime/platform/dwarf_reader.h"

namespace mapsan {
namespace {

constexpr unsigned kDepth = 16;

class Machine {
public:
  Machine(const StackReader &stack, const Registers &registers)
      : memory_(stack), registers_(registers) {}

  void push(uint64_t value) {
    if (depth_ == kDepth)
      failed_ = true;
    else
      values_[depth_++] = value;
  }

  uint64_t pop() {
    if (depth_ == 0) {
      failed_ = true;
      return 0;
    }
    return values_[--depth_];
  }

  bool failed() const { return failed_; }
  bool isEmpty() const { return depth_ == 0; }

  void one(uint8_t operation, DwarfReader &reader);

private:
  void pushRegister(uint64_t number, int64_t offset) {
    if (number >= kRegisters ||
        !registers_.isKnown(static_cast<unsigned>(number)))
      failed_ = true;
    else
      push(registers_.value[number] + static_cast<uint64_t>(offset));
  }
  bool constant(uint8_t operation, DwarfReader &reader);
  bool binary(uint8_t operation);

  const StackReader &memory_;
  const Registers &registers_;
  uint64_t values_[kDepth];
  unsigned depth_ = 0;
  bool failed_ = false;
};

bool Machine::constant(uint8_t operation, DwarfReader &reader) {
  switch (operation) {
  case 0x08:
    push(reader.fixed<uint8_t>());
    return true;
  case 0x09:
    push(static_cast<uint64_t>(int64_t{reader.fixed<int8_t>()}));
    return true;
  case 0x0A:
    push(reader.fixed<uint16_t>());
    return true;
  case 0x0B:
    push(static_cast<uint64_t>(int64_t{reader.fixed<int16_t>()}));
    return true;
  case 0x0C:
    push(reader.fixed<uint32_t>());
    return true;
  case 0x0D:
    push(static_cast<uint64_t>(int64_t{reader.fixed<int32_t>()}));
    return true;
  case 0x0E:
  case 0x0F:
    push(reader.fixed<uint64_t>());
    return true;
  case 0x10:
    push(reader.unsignedNumber());
    return true;
  case 0x11:
    push(static_cast<uint64_t>(reader.signedNumber()));
    return true;
  default:
    return false;
  }
}

bool Machine::binary(uint8_t operation) {
  if (operation < 0x1A || operation > 0x2E)
    return false;
  uint64_t right = pop();
  uint64_t left = pop();
  int64_t signedLeft = static_cast<int64_t>(left);
  int64_t signedRight = static_cast<int64_t>(right);
  switch (operation) {
  case 0x1A:
    push(left & right);
    return true;
  case 0x1C:
    push(left - right);
    return true;
  case 0x1E:
    push(left * right);
    return true;
  case 0x21:
    push(left | right);
    return true;
  case 0x22:
    push(left + right);
    return true;
  case 0x24:
    push(right < 64 ? left << right : 0);
    return true;
  case 0x25:
    push(right < 64 ? left >> right : 0);
    return true;
  case 0x27:
    push(left ^ right);
    return true;
  case 0x29:
    push(left == right);
    return true;
  case 0x2A:
    push(signedLeft >= signedRight);
    return true;
  case 0x2B:
    push(signedLeft > signedRight);
    return true;
  case 0x2C:
    push(signedLeft <= signedRight);
    return true;
  case 0x2D:
    push(signedLeft < signedRight);
    return true;
  case 0x2E:
    push(left != right);
    return true;
  default:
    failed_ = true;
    return true;
  }
}

void Machine::one(uint8_t operation, DwarfReader &reader) {
  if (operation >= 0x30 && operation <= 0x4F) { // lit0..lit31
    push(operation - 0x30u);
  } else if (operation >= 0x70 && operation <= 0x8F) { // breg0..breg31
    pushRegister(operation - 0x70u, reader.signedNumber());
  } else if (operation == 0x92) { // bregx
    uint64_t number = reader.unsignedNumber();
    pushRegister(number, reader.signedNumber());
  } else if (operation == 0x06) { // deref
    uint64_t value = 0;
    failed_ |= !memory_.read(memory_.context, pop(), value);
    push(value);
  } else if (operation == 0x12) { // dup
    uint64_t value = pop();
    push(value);
    push(value);
  } else if (operation == 0x13) { // drop
    pop();
  } else if (operation == 0x16) { // swap
    uint64_t top = pop();
    uint64_t below = pop();
    push(top);
    push(below);
  } else if (operation == 0x1F) { // neg
    push(~pop() + 1);
  } else if (operation == 0x20) { // not
    push(~pop());
  } else if (operation == 0x23) { // plus_uconst
    push(pop() + reader.unsignedNumber());
  } else if (!constant(operation, reader) && !binary(operation)) {
    failed_ = true;
  }
}

} // namespace

bool evaluate(const uint8_t *block, uint64_t bytes, const StackReader &stack,
              const Registers &registers, const uint64_t *start,
              uint64_t &result) {
  DwarfReader reader{block, block + bytes};
  Machine machine(stack, registers);
  if (start)
    machine.push(*start);
  while (reader.at < reader.end && !reader.failed && !machine.failed())
    machine.one(reader.fixed<uint8_t>(), reader);
  if (machine.isEmpty())
    return false;
  result = machine.pop();
  return !reader.failed && !machine.failed();
}

} // namespace mapsan
