// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A dereference that may come after a change by the loop itself (own_changes.cpp):
//
//   at->second    if (at.map != 0 && table[at.map] != at.word)
//                   word = __mapsan_dereference(...)
//                   if (word == kNoWord) at.map = 0 else at.word = word
//
// What else is noted stays, for the next step to compare: this is no read. After a
// report the iterator is followed no longer: one says it all.
#include "plugin/ir/companion.h"
#include "plugin/ir/iteration.h"

#include "plugin/compat/llvm.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

void Iteration::checkUse(const PlannedStep &use, llvm::Constant *site) {
  const Variable variable{use.variable, use.offset};
  const Companion own = companionOf(variable);
  IRBuilder<> entry(
      &*use.call->getFunction()->getEntryBlock().getFirstInsertionPt());
  Operation operation;
  operation.effect = Effect::Iterate;
  operation.site = site;
  operation.record = entry.CreateAlloca(
      llvm::ArrayType::get(entry.getInt8Ty(), sizeof(MapsanOperation)), nullptr,
      "mapsan.operation");
  operation.record->setAlignment(llvm::Align(8));
  const Measure measure = protocol_.measureOf(markOfMap(use));
  operation.measureAtBegin = {nullptr, measure.buckets, measure.offset};

  IRBuilder<> builder(use.call);
  auto field = [&](CompanionField which) {
    return protocol_.loadPlain(builder, i64_, own.fields, which);
  };
  Value *number = field(kMap);
  operation.map =
      builder.CreateIntToPtr(number, compat::bytePointer(module_.getContext()));
  Value *isLate = builder.CreateAnd(
      builder.CreateICmpNE(number, builder.getInt64(0)),
      builder.CreateICmpNE(protocol_.wordOf(builder, operation.map),
                           field(kWord)));
  if (!isFollowed(variable))
    isLate = builder.CreateAnd(
        isLate,
        builder.CreateICmpEQ(
            protocol_.loadPlain(builder, i64_, variable.first, variable.second),
            field(kValue)));
  llvm::Instruction *then = llvm::SplitBlockAndInsertIfThen(
      isLate, use.call, /*Unreachable=*/false,
      llvm::MDBuilder(module_.getContext()).createBranchWeights(1, 1000));
  builder.SetInsertPoint(then);
  builder.SetCurrentDebugLocation(use.call->getDebugLoc());
  Value *answer =
      protocol_.checkUse(builder, operation,
                         {field(kWord), field(kCounts),
                          builder.CreatePtrToInt(bucketsOf(use, own), i64_)});
  Value *isTold = builder.CreateICmpEQ(answer, builder.getInt64(kNoWord));
  protocol_.storePlain(builder,
                       builder.CreateSelect(isTold, field(kWord), answer),
                       own.fields, kWord);
  protocol_.storePlain(
      builder, builder.CreateSelect(isTold, builder.getInt64(0), number),
      own.fields, kMap);
}

} // namespace mapsan
