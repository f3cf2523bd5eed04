// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// DWARF call frame information, the part that compilers emit:
//
//   .eh_frame_hdr   sorted table: function start -> FDE (binary search)
//   FDE             code range, a pointer to its CIE, and a program
//   CIE             what functions have in common, and the program's beginning
//
// Running CIE and FDE programs up to the address of interest gives one row: how
// to compute the canonical frame address (the caller's stack pointer), and
// where each register of the caller is. Tables are the module's own read-only
// memory; anything unexpected in them ends the walk (NoTable, Failed).
#include "runtime/platform/unwind_table.h"

#include "runtime/platform/dwarf_reader.h"
#include "runtime/platform/modules.h"

namespace mapsan {
namespace {

enum class Rule : uint8_t {
  Same,
  Undefined,
  Offset,   // at CFA + operand
  Value,    // is CFA + operand
  Register, // in another register
  Expression,
  ValueExpression,
};

struct RegisterRule {
  Rule rule;
  int64_t operand;      // offset or register
  const uint8_t *block; // expression
  uint64_t blockBytes;
};

struct Row {
  bool cfaIsExpression;
  uint64_t cfaRegister;
  int64_t cfaOffset;
  const uint8_t *block;
  uint64_t blockBytes;
  RegisterRule registers[kRegisters];
};

constexpr unsigned kRememberedRows = 4;

struct Fde {
  uintptr_t begin, end; // code
  uint64_t codeAlign;
  int64_t dataAlign;
  uint64_t returnRegister;
  bool isSignalFrame;
  DwarfReader cieProgram, fdeProgram;
};

/// Finds the FDE of the last function that starts at or before `pc`.
const uint8_t *searchHeader(uintptr_t header, uintptr_t pc) {
  const auto *bytes = reinterpret_cast<const uint8_t *>(header);
  // version 1, any eh_frame pointer of 4 bytes, udata4 count, datarel|sdata4
  if (bytes[0] != 1 || (bytes[1] & 0x0F) != 0x0B || bytes[2] != 0x03 ||
      bytes[3] != 0x3B)
    return nullptr;
  struct Entry {
    int32_t begin, fde;
  };
  uint32_t count;
  __builtin_memcpy(&count, bytes + 8, sizeof(count));
  const auto *entries = reinterpret_cast<const Entry *>(bytes + 12);
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (header + static_cast<intptr_t>(entries[middle].begin) <= pc)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? bytes + entries[low - 1].fde : nullptr;
}

/// The part of a CIE that matters; returns the encoding of code addresses.
bool readCie(const uint8_t *at, Fde &fde, uint8_t &encoding,
             bool &hasAugmentation) {
  DwarfReader reader{at, at + 4};
  uint32_t length = reader.fixed<uint32_t>();
  if (length == 0xFFFFFFFFu)
    return false; // 64-bit DWARF: nobody emits it in .eh_frame
  reader.end = reader.at + length;
  reader.fixed<uint32_t>(); // CIE id
  uint8_t version = reader.fixed<uint8_t>();
  const char *augmentation = reader.string();
  fde.codeAlign = reader.unsignedNumber();
  fde.dataAlign = reader.signedNumber();
  fde.returnRegister =
      version == 1 ? reader.fixed<uint8_t>() : reader.unsignedNumber();
  encoding = 0;
  hasAugmentation = *augmentation == 'z';
  if (hasAugmentation) {
    uint64_t bytes = reader.unsignedNumber();
    const uint8_t *program = reader.at + bytes;
    for (++augmentation; *augmentation; ++augmentation) {
      if (*augmentation == 'R')
        encoding = reader.fixed<uint8_t>();
      else if (*augmentation == 'P')
        reader.encoded(reader.fixed<uint8_t>());
      else if (*augmentation == 'L')
        reader.fixed<uint8_t>();
      else if (*augmentation == 'S')
        fde.isSignalFrame = true;
    }
    reader.at = program;
  }
  fde.cieProgram = reader;
  return !reader.failed;
}

bool readFde(const uint8_t *at, uintptr_t pc, Fde &fde) {
  DwarfReader reader{at, at + 4};
  uint32_t length = reader.fixed<uint32_t>();
  if (length == 0 || length == 0xFFFFFFFFu)
    return false;
  reader.end = reader.at + length;
  const uint8_t *field = reader.at;
  uint32_t toCie = reader.fixed<uint32_t>();
  uint8_t encoding;
  bool hasAugmentation;
  if (toCie == 0 || !readCie(field - toCie, fde, encoding, hasAugmentation))
    return false;
  fde.begin = reader.encoded(encoding);
  fde.end = fde.begin + reader.encoded(encoding & 0x0F);
  if (hasAugmentation) {
    uint64_t bytes = reader.unsignedNumber();
    reader.at += bytes;
  }
  fde.fdeProgram = reader;
  return !reader.failed && pc >= fde.begin && pc < fde.end;
}

/// Runs one program until it is past `pc`.
class RowMachine {
public:
  RowMachine(const Fde &fde, uintptr_t pc) : fde_(fde), pc_(pc) {}

  bool run(Row &row) {
    if (!run(fde_.cieProgram, row))
      return false;
    initial_ = row;
    return run(fde_.fdeProgram, row);
  }

private:
  bool run(DwarfReader reader, Row &row);
  bool extended(uint8_t operation, DwarfReader &reader, Row &row);
  void set(Row &row, uint64_t number, Rule rule, int64_t operand = 0) {
    if (number < kRegisters)
      row.registers[number] = {rule, operand, nullptr, 0};
  }
  void setBlock(Row &row, uint64_t number, Rule rule, DwarfReader &reader) {
    uint64_t bytes = reader.unsignedNumber();
    if (number < kRegisters)
      row.registers[number] = {rule, 0, reader.at, bytes};
    reader.at += bytes;
  }

  const Fde &fde_;
  uintptr_t pc_;
  uintptr_t location_ = 0;
  Row initial_ = {};
  Row remembered_[kRememberedRows];
  unsigned rememberedCount_ = 0;
};

bool RowMachine::run(DwarfReader reader, Row &row) {
  location_ = fde_.begin;
  while (reader.at < reader.end && !reader.failed) {
    uint8_t operation = reader.fixed<uint8_t>();
    uint64_t operand = operation & 0x3F;
    switch (operation >> 6) {
    case 1: // advance_loc
      location_ += operand * fde_.codeAlign;
      if (location_ > pc_)
        return true;
      break;
    case 2: // offset
      set(row, operand, Rule::Offset,
          static_cast<int64_t>(reader.unsignedNumber()) * fde_.dataAlign);
      break;
    case 3: // restore
      if (operand < kRegisters)
        row.registers[operand] = initial_.registers[operand];
      break;
    default:
      if (!extended(operation, reader, row))
        return false;
      if (location_ > pc_)
        return true;
    }
  }
  return !reader.failed;
}

bool RowMachine::extended(uint8_t operation, DwarfReader &reader, Row &row) {
  uint64_t number;
  switch (operation) {
  case 0x00: // nop
    return true;
  case 0x01: // set_loc
    return false;
  case 0x02: // advance_loc1
    location_ += reader.fixed<uint8_t>() * fde_.codeAlign;
    return true;
  case 0x03: // advance_loc2
    location_ += reader.fixed<uint16_t>() * fde_.codeAlign;
    return true;
  case 0x04: // advance_loc4
    location_ += reader.fixed<uint32_t>() * fde_.codeAlign;
    return true;
  case 0x05: // offset_extended
    number = reader.unsignedNumber();
    set(row, number, Rule::Offset,
        static_cast<int64_t>(reader.unsignedNumber()) * fde_.dataAlign);
    return true;
  case 0x06: // restore_extended
    number = reader.unsignedNumber();
    if (number < kRegisters)
      row.registers[number] = initial_.registers[number];
    return true;
  case 0x07: // undefined
    set(row, reader.unsignedNumber(), Rule::Undefined);
    return true;
  case 0x08: // same_value
    set(row, reader.unsignedNumber(), Rule::Same);
    return true;
  case 0x09: // register
    number = reader.unsignedNumber();
    set(row, number, Rule::Register,
        static_cast<int64_t>(reader.unsignedNumber()));
    return true;
  case 0x0A: // remember_state
    if (rememberedCount_ == kRememberedRows)
      return false;
    remembered_[rememberedCount_++] = row;
    return true;
  case 0x0B: // restore_state
    if (rememberedCount_ == 0)
      return false;
    row = remembered_[--rememberedCount_];
    return true;
  case 0x0C: // def_cfa
    row.cfaIsExpression = false;
    row.cfaRegister = reader.unsignedNumber();
    row.cfaOffset = static_cast<int64_t>(reader.unsignedNumber());
    return true;
  case 0x0D: // def_cfa_register
    row.cfaRegister = reader.unsignedNumber();
    return true;
  case 0x0E: // def_cfa_offset
    row.cfaOffset = static_cast<int64_t>(reader.unsignedNumber());
    return true;
  case 0x0F: // def_cfa_expression
    row.cfaIsExpression = true;
    row.blockBytes = reader.unsignedNumber();
    row.block = reader.at;
    reader.at += row.blockBytes;
    return true;
  case 0x10: // expression
    setBlock(row, reader.unsignedNumber(), Rule::Expression, reader);
    return true;
  case 0x11: // offset_extended_sf
    number = reader.unsignedNumber();
    set(row, number, Rule::Offset, reader.signedNumber() * fde_.dataAlign);
    return true;
  case 0x12: // def_cfa_sf
    row.cfaIsExpression = false;
    row.cfaRegister = reader.unsignedNumber();
    row.cfaOffset = reader.signedNumber() * fde_.dataAlign;
    return true;
  case 0x13: // def_cfa_offset_sf
    row.cfaOffset = reader.signedNumber() * fde_.dataAlign;
    return true;
  case 0x14: // val_offset
    number = reader.unsignedNumber();
    set(row, number, Rule::Value,
        static_cast<int64_t>(reader.unsignedNumber()) * fde_.dataAlign);
    return true;
  case 0x15: // val_offset_sf
    number = reader.unsignedNumber();
    set(row, number, Rule::Value, reader.signedNumber() * fde_.dataAlign);
    return true;
  case 0x16: // val_expression
    setBlock(row, reader.unsignedNumber(), Rule::ValueExpression, reader);
    return true;
  case 0x2D: // AArch64: toggle signing of the return address; we strip anyway
    return true;
  case 0x2E: // GNU_args_size
    reader.unsignedNumber();
    return true;
  default:
    return false;
  }
}

bool frameAddress(const Row &row, const StackReader &stack,
                  const Registers &registers, uint64_t &cfa) {
  if (row.cfaIsExpression)
    return evaluate(row.block, row.blockBytes, stack, registers, nullptr, cfa);
  if (row.cfaRegister >= kRegisters ||
      !registers.isKnown(static_cast<unsigned>(row.cfaRegister)))
    return false;
  cfa = registers.value[row.cfaRegister] + static_cast<uint64_t>(row.cfaOffset);
  return true;
}

bool recover(const RegisterRule &rule, uint64_t cfa, const StackReader &stack,
             const Registers &from, unsigned number, uint64_t &value) {
  switch (rule.rule) {
  case Rule::Same:
    value = from.value[number];
    return from.isKnown(number);
  case Rule::Undefined:
    return false;
  case Rule::Offset:
    return stack.read(stack.context, cfa + static_cast<uint64_t>(rule.operand),
                      value);
  case Rule::Value:
    value = cfa + static_cast<uint64_t>(rule.operand);
    return true;
  case Rule::Register:
    if (rule.operand < 0 || rule.operand >= kRegisters)
      return false;
    value = from.value[rule.operand];
    return from.isKnown(static_cast<unsigned>(rule.operand));
  case Rule::Expression:
    return evaluate(rule.block, rule.blockBytes, stack, from, &cfa, value) &&
           stack.read(stack.context, value, value);
  case Rule::ValueExpression:
    return evaluate(rule.block, rule.blockBytes, stack, from, &cfa, value);
  }
  return false;
}

} // namespace

Step stepByTable(const Module &module, const StackReader &stack,
                 Registers &registers) {
  uintptr_t pc = registers.pc - (registers.pcIsExact ? 0 : 1);
  if (!module.ehFrameHdr)
    return Step::NoTable;
  const uint8_t *at = searchHeader(module.ehFrameHdr, pc);
  Fde fde{};
  if (!at || !readFde(at, pc, fde) || fde.returnRegister >= kRegisters)
    return Step::NoTable;
  Row row{};
  if (!RowMachine(fde, pc).run(row))
    return Step::NoTable;
  uint64_t cfa;
  if (!frameAddress(row, stack, registers, cfa))
    return Step::Failed;
  unsigned returnRegister = static_cast<unsigned>(fde.returnRegister);
  const RegisterRule &returnRule = row.registers[returnRegister];
  if (returnRule.rule == Rule::Undefined)
    return Step::Outermost;
  Registers caller{};
  for (unsigned number = 0; number < kRegisters; ++number) {
    uint64_t value = 0;
    if (recover(row.registers[number], cfa, stack, registers, number, value))
      caller.set(number, value);
  }
  if (row.registers[kStackRegister].rule == Rule::Same)
    caller.set(kStackRegister, cfa);
  if (!caller.isKnown(returnRegister))
    return Step::Failed;
  caller.pc = caller.value[returnRegister];
  caller.known &= ~(uint64_t{1} << returnRegister);
  caller.pcIsExact = fde.isSignalFrame;
  registers = caller;
  return caller.pc ? Step::Done : Step::Outermost;
}

} // namespace mapsan
