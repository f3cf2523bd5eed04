// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Begin and end of a write, and the claim that follows a constructor. All plain
// stores; the ring entry is a seqlock that other threads copy.
#include "plugin/ir/protocol.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

Value *Protocol::nextEntry(IRBuilder<> &builder, Value *number) {
  Value *ring = load(builder, pointer_, thread_, offsetof(MapsanThread, ring));
  Value *offset = builder.CreateShl(builder.CreateAnd(number, kRingEntries - 1),
                                    llvm::Log2_64(sizeof(MapsanEntry)));
  return builder.CreateGEP(builder.getInt8Ty(), ring, offset);
}

void Protocol::fillEntry(IRBuilder<> &builder, const Operation &operation,
                         Value *entry, Value *word) {
  Value *frame = frameAddress(builder);
  store(builder, builder.getInt64(0), entry, offsetof(MapsanEntry, sequence));
  builder.CreateFence(llvm::AtomicOrdering::Release);
  store(builder, operation.map, entry, offsetof(MapsanEntry, map));
  store(builder, operation.site, entry, offsetof(MapsanEntry, site));
  store(builder, codeAddress(builder), entry, offsetof(MapsanEntry, pc));
  store(builder, frame, entry, offsetof(MapsanEntry, frame));
  Value *caller = load(builder, pointer_, frame, sizeof(void *));
  store(builder, caller, entry, offsetof(MapsanEntry, returnAddress));
  store(builder, word, entry, offsetof(MapsanEntry, word));
  store(builder, builder.getInt64(0), entry, offsetof(MapsanEntry, stack));
}

// An upsert of report mode whose begin the detector need not be told of: its
// place says that it is open, and its end looks closer.
struct Protocol::Shortcut {
  llvm::BasicBlock *from;
  Value *word, *place;
};

Protocol::Shortcut Protocol::takeShortcut(IRBuilder<> &builder,
                                          const Operation &operation,
                                          Value *seen, llvm::BasicBlock *slow,
                                          llvm::BasicBlock *go) {
  llvm::BasicBlock *told = block(builder, "mapsan.told");
  Value *place;
  Value *isTold = isRecent(builder, operation, seen, true, place);
  builder.CreateCondBr(isTold, told, slow);
  builder.SetInsertPoint(told);
  store(builder, frameAddress(builder), place,
        offsetof(MapsanRecentPlace, open));
  Value *word = builder.CreateOr(seen, kShortcut);
  builder.CreateBr(go);
  return {told, word, place};
}

void Protocol::beginWrite(IRBuilder<> &builder, Operation &operation) {
  llvm::BasicBlock *look = block(builder, "mapsan.look");
  llvm::BasicBlock *fast = block(builder, "mapsan.fast");
  const bool canBeRecent = hasRecent() && !alwaysWrites(operation.effect);
  llvm::BasicBlock *recent =
      canBeRecent ? block(builder, "mapsan.recent") : nullptr;
  llvm::BasicBlock *slow = block(builder, "mapsan.slow");
  llvm::BasicBlock *go = block(builder, "mapsan.go");

  Value *seen = load(builder, i64_, operation.slot, 0);
  branchCold(builder, isNotMine(builder, seen), recent ? recent : slow, look);

  // The ring exists: a thread without one has a `mine` that differs.
  builder.SetInsertPoint(look);
  Value *number =
      load(builder, i64_, thread_, offsetof(MapsanThread, operations));
  Value *entry = nextEntry(builder, number);
  Value *sequence =
      loadOwn(builder, i64_, entry, offsetof(MapsanEntry, sequence));
  branchCold(builder, isNonZero(builder, builder.CreateAnd(sequence, 1)), slow,
             fast);

  builder.SetInsertPoint(fast);
  Value *writing = builder.CreateOr(seen, kWriting);
  store(builder, builder.CreateAdd(number, builder.getInt64(1)), thread_,
        offsetof(MapsanThread, operations));
  fillEntry(builder, operation, entry, writing);
  Value *open =
      builder.CreateOr(builder.CreateShl(number, 1), builder.getInt64(1));
  store(builder, open, entry, offsetof(MapsanEntry, sequence))
      ->setOrdering(llvm::AtomicOrdering::Release);
  store(builder, writing, operation.slot, 0);
  builder.CreateFence(llvm::AtomicOrdering::Release);
  builder.CreateBr(go);

  Shortcut shortcut = {};
  if (recent) {
    builder.SetInsertPoint(recent);
    shortcut = takeShortcut(builder, operation, seen, slow, go);
  }

  // A slow begin may come without a ring entry; then the end is slow, too.
  builder.SetInsertPoint(slow);
  Value *slowWord =
      callSlow(builder, operation, operation.measureAtBegin, writeBegin_);
  Value *slowEntry = load(builder, pointer_, operation.record,
                          offsetof(MapsanOperation, entry));
  llvm::BasicBlock *slowEnd = builder.GetInsertBlock();
  builder.CreateBr(go);

  builder.SetInsertPoint(go);
  llvm::PHINode *word = builder.CreatePHI(i64_, 2);
  word->addIncoming(writing, fast);
  word->addIncoming(slowWord, slowEnd);
  operation.stored = word;
  llvm::PHINode *entries = builder.CreatePHI(pointer_, 2);
  entries->addIncoming(entry, fast);
  entries->addIncoming(slowEntry, slowEnd);
  if (recent) {
    word->addIncoming(shortcut.word, shortcut.from);
    entries->addIncoming(shortcut.place, shortcut.from);
  }
  operation.entry = entries;
}

// stored has WRITING: subtracting it and adding the step is one instruction.
void Protocol::closeWrite(IRBuilder<> &builder, const Operation &operation,
                          Value *changed) {
  Value *isChanged =
      builder.CreateICmpNE(changed, builder.getInt32(uint32_t(Changed::No)));
  Value *step =
      builder.CreateShl(builder.CreateZExt(isChanged, i64_), kVersionShift);
  Value *quiet =
      builder.CreateSub(operation.stored, builder.getInt64(kWriting));
  store(builder, builder.CreateAdd(quiet, step), operation.slot, 0)
      ->setOrdering(llvm::AtomicOrdering::Release);
  Value *sequence =
      load(builder, i64_, operation.entry, offsetof(MapsanEntry, sequence));
  store(builder, builder.CreateAnd(sequence, ~uint64_t{1}), operation.entry,
        offsetof(MapsanEntry, sequence))
      ->setOrdering(llvm::AtomicOrdering::Release);
}

void Protocol::endWrite(IRBuilder<> &builder, Operation &operation,
                        Value *changed, bool unwinding) {
  llvm::BasicBlock *slow = block(builder, "mapsan.slow");
  llvm::BasicBlock *done = block(builder, "mapsan.done");
  if (unwinding) { // no hurry
    builder.CreateBr(slow);
  } else {
    llvm::BasicBlock *fast = block(builder, "mapsan.fast");
    Value *now = load(builder, i64_, operation.slot, 0);
    branchCold(builder, builder.CreateICmpNE(now, operation.stored), slow,
               fast);
    builder.SetInsertPoint(fast);
    closeWrite(builder, operation, changed);
    builder.CreateBr(done);
    if (hasRecent() && !alwaysWrites(operation.effect)) {
      // The shortcut's end: nothing has happened to the map's shadow, nor to
      // the map.
      builder.SetInsertPoint(slow);
      slow = block(builder, "mapsan.slow");
      llvm::BasicBlock *told = block(builder, "mapsan.told");
      Value *isTold = builder.CreateICmpEQ(builder.CreateOr(now, kShortcut),
                                           operation.stored);
      Value *isSame = builder.CreateICmpEQ(
          changed, builder.getInt32(uint32_t(Changed::No)));
      builder.CreateCondBr(builder.CreateAnd(isTold, isSame), told, slow);
      builder.SetInsertPoint(told);
      store(builder, llvm::Constant::getNullValue(pointer_), operation.entry,
            offsetof(MapsanRecentPlace, open));
      builder.CreateBr(done);
    }
  }
  builder.SetInsertPoint(slow);
  store(builder, operation.stored, operation.record,
        offsetof(MapsanOperation, stored));
  store(builder, operation.entry, operation.record,
        offsetof(MapsanOperation, entry));
  Value *both = builder.CreateOr(builder.CreateZExt(changed, i64_),
                                 builder.getInt64(uint64_t(unwinding) << 32));
  store(builder, both, operation.record, offsetof(MapsanOperation, changed));
  callSlow(builder, operation, operation.measureAtEnd, writeEnd_);
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
}

void Protocol::construct(IRBuilder<> &builder, Operation &operation) {
  findSlot(builder, operation);
  llvm::BasicBlock *look = block(builder, "mapsan.look");
  llvm::BasicBlock *fast = block(builder, "mapsan.fast");
  llvm::BasicBlock *slow = block(builder, "mapsan.slow");
  llvm::BasicBlock *done = block(builder, "mapsan.done");
  Value *mine = load(builder, i64_, thread_, offsetof(MapsanThread, mine));
  branchCold(builder,
             builder.CreateICmpEQ(
                 mine, builder.getInt64(threadWord(kUninitialisedThread))),
             slow, look);

  builder.SetInsertPoint(look);
  Value *number =
      load(builder, i64_, thread_, offsetof(MapsanThread, operations));
  Value *entry = nextEntry(builder, number);
  Value *sequence = load(builder, i64_, entry, offsetof(MapsanEntry, sequence));
  branchCold(builder, isNonZero(builder, builder.CreateAnd(sequence, 1)), slow,
             fast);

  builder.SetInsertPoint(fast);
  Value *seen = load(builder, i64_, operation.slot, 0);
  Value *version =
      builder.CreateAdd(builder.CreateAnd(seen, builder.getInt64(kVersionMask)),
                        builder.getInt64(kVersionStep));
  Value *claimed = builder.CreateOr(version, mine);
  store(builder, builder.CreateAdd(number, builder.getInt64(1)), thread_,
        offsetof(MapsanThread, operations));
  fillEntry(builder, operation, entry, claimed);
  store(builder, builder.CreateShl(number, 1), entry,
        offsetof(MapsanEntry, sequence))
      ->setOrdering(llvm::AtomicOrdering::Release);
  store(builder, claimed, operation.slot, 0);
  builder.CreateBr(done);

  builder.SetInsertPoint(slow);
  callSlow(builder, operation, operation.measureAtEnd, constructed_);
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
}

} // namespace mapsan
