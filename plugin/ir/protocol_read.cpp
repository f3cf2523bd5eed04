// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Begin and end of a read: loads of shared memory, stores to this thread's
// stack and TLS block only.
#include "plugin/ir/protocol.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/MDBuilder.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

void Protocol::beginRead(IRBuilder<> &builder, Operation &operation) {
  llvm::BasicBlock *look = block(builder, "mapsan.look");
  llvm::BasicBlock *slow = block(builder, "mapsan.slow");
  llvm::BasicBlock *go = block(builder, "mapsan.go");

  Value *seen = load(builder, i64_, operation.slot, 0);
  Value *differs = isNotMine(builder, seen);
  llvm::BasicBlock *first = builder.GetInsertBlock();
  // As unlikely as that the two tests are not made one.
  builder.CreateCondBr(
      differs, look, go,
      llvm::MDBuilder(module_.getContext()).createBranchWeights(1, 1000));

  // A map that several threads read: the flags say ARMED and nothing else.
  builder.SetInsertPoint(look);
  store(builder, load(builder, i64_, thread_, offsetof(MapsanThread, releases)),
        operation.read, offsetof(MapsanRead, releases));
  Value *flags = builder.CreateAnd(seen, kFlagsMask);
  const bool canBeRecent = hasRecent() && operation.effect != Effect::Safe;
  llvm::BasicBlock *recent =
      canBeRecent ? block(builder, "mapsan.recent") : slow;
  branchCold(builder, builder.CreateICmpNE(flags, builder.getInt64(kArmed)),
             recent, go);

  if (canBeRecent) {
    builder.SetInsertPoint(recent);
    Value *place;
    Value *isTold = isRecent(builder, operation, seen, false, place);
    builder.CreateCondBr(isTold, go, slow);
  }

  builder.SetInsertPoint(slow);
  Value *slowSeen =
      callSlow(builder, operation, operation.measureAtBegin, readBegin_);
  llvm::BasicBlock *slowEnd = builder.GetInsertBlock();
  builder.CreateBr(go);

  builder.SetInsertPoint(go);
  llvm::PHINode *word = builder.CreatePHI(i64_, 4);
  word->addIncoming(seen, first);
  word->addIncoming(seen, look);
  if (canBeRecent)
    word->addIncoming(seen, recent);
  word->addIncoming(slowSeen, slowEnd);
  operation.stored = word;
  linkRead(builder, operation);
}

void Protocol::linkRead(IRBuilder<> &builder, Operation &operation) {
  operation.outer =
      load(builder, pointer_, thread_, offsetof(MapsanThread, reads));
  store(builder, operation.outer, operation.read, offsetof(MapsanRead, outer));
  store(builder, operation.map, operation.read, offsetof(MapsanRead, map));
  store(builder, operation.site, operation.read, offsetof(MapsanRead, site));
  store(builder, frameAddress(builder), operation.read,
        offsetof(MapsanRead, frame));
  store(builder, operation.stored, operation.read, offsetof(MapsanRead, seen));
  store(builder, builder.CreatePointerCast(operation.read, pointer_), thread_,
        offsetof(MapsanThread, reads));
}

void Protocol::endRead(IRBuilder<> &builder, Operation &operation,
                       bool unwinding) {
  llvm::BasicBlock *slow = block(builder, "mapsan.slow");
  llvm::BasicBlock *done = block(builder, "mapsan.done");
  store(builder, operation.outer, thread_, offsetof(MapsanThread, reads));
  if (unwinding) {
    builder.CreateBr(slow);
  } else {
    builder.CreateFence(llvm::AtomicOrdering::Acquire);
    Value *now = load(builder, i64_, operation.slot, 0);
    branchCold(builder, builder.CreateICmpNE(now, operation.stored), slow,
               done);
  }

  builder.SetInsertPoint(slow);
  store(builder, operation.stored, operation.record,
        offsetof(MapsanOperation, stored));
  store(builder, builder.getInt64(uint64_t(unwinding) << 32), operation.record,
        offsetof(MapsanOperation, changed));
  callSlow(builder, operation, operation.measureAtEnd, readEnd_);
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
}

llvm::BasicBlock *Protocol::beginStep(IRBuilder<> &builder,
                                      Operation &operation, const Noted &noted,
                                      llvm::BasicBlock *forget,
                                      llvm::BasicBlock *told) {
  findSlot(builder, operation);
  llvm::BasicBlock *slow = block(builder, "mapsan.slow");
  llvm::BasicBlock *go = block(builder, "mapsan.go");
  llvm::BasicBlock *first = builder.GetInsertBlock();
  Value *seen = load(builder, i64_, operation.slot, 0);
  llvm::BasicBlock *recent =
      hasRecent() ? block(builder, "mapsan.recent") : slow;
  branchCold(builder, builder.CreateICmpNE(seen, noted.word), recent, go);

  // The stamp says nothing of own changes that repeat one of the same epoch.
  if (hasRecent()) {
    builder.SetInsertPoint(recent);
    Value *isTold, *place;
    if (noted.isHeld)
      isTold = builder.CreateAnd(
          builder.CreateICmpEQ(noted.word, builder.CreateNot(seen)),
          isRecent(builder, operation, seen, false, place));
    else
      isTold = builder.CreateICmpEQ(
          noted.word, recentStamp(builder,
                                  load(builder, pointer_, thread_,
                                       offsetof(MapsanThread, recent)),
                                  seen));
    Value *operations = this->own(builder, offsetof(MapsanThread, operations));
    Value *isQuiet =
        builder.CreateICmpEQ(builder.CreateTrunc(noted.counts, i32_),
                             builder.CreateTrunc(operations, i32_));
    builder.CreateCondBr(builder.CreateAnd(isTold, isQuiet), told, slow);
  }

  builder.SetInsertPoint(slow);
  passNoted(builder, operation, noted);
  Value *slowSeen =
      callSlow(builder, operation, operation.measureAtBegin, iterate_);
  llvm::BasicBlock *slowEnd = builder.GetInsertBlock();
  builder.CreateCondBr(
      builder.CreateICmpEQ(slowSeen, builder.getInt64(kNoWord)), forget, go);

  builder.SetInsertPoint(go);
  llvm::PHINode *word = builder.CreatePHI(i64_, 2);
  word->addIncoming(seen, first);
  word->addIncoming(slowSeen, slowEnd);
  operation.toNote = operation.stored = word;
  if (!noted.isHeld)
    linkRead(builder, operation);
  return hasRecent() ? recent : nullptr;
}

void Protocol::passNoted(IRBuilder<> &builder, const Operation &operation,
                         const Noted &noted) {
  auto pass = [&](Value *value, unsigned place) {
    store(builder, value, operation.record,
          offsetof(MapsanOperation, scratch) + 8 * place);
  };
  store(builder, noted.word, operation.record,
        offsetof(MapsanOperation, stored));
  pass(builder.CreateLShr(noted.counts, 32), 0);
  pass(noted.counts, 1);
  pass(noted.buckets, 2);
}

Value *Protocol::checkUse(IRBuilder<> &builder, const Operation &operation,
                          const Noted &noted) {
  passNoted(builder, operation, noted);
  return callSlow(builder, operation, operation.measureAtBegin, dereference_);
}

Value *Protocol::wordOf(IRBuilder<> &builder, Value *map) {
  Operation operation;
  operation.map = map;
  findSlot(builder, operation);
  return load(builder, i64_, operation.slot, 0);
}

Value *Protocol::countsOf(IRBuilder<> &builder, bool isRead) {
  Value *releases = own(builder, offsetof(MapsanThread, releases));
  if (!isRead)
    releases = builder.CreateSub(releases, builder.getInt64(1));
  Value *operations = own(builder, offsetof(MapsanThread, operations));
  return builder.CreateOr(builder.CreateShl(releases, 32),
                          builder.CreateAnd(operations, builder.getInt64(~0u)));
}

Value *Protocol::heldIterators(IRBuilder<> &builder) {
  return load(builder, pointer_, thread_,
              offsetof(MapsanThread, heldIterators));
}

Value *Protocol::own(IRBuilder<> &builder, size_t field) {
  return load(builder, i64_, thread_, field);
}

} // namespace mapsan
