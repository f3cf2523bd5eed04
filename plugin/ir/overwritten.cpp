// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/overwritten.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_flow.h"
#include "plugin/ir/observe.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

void Overwritten::onWrapped(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  const MethodMark &mark = planned.method->mark;
  if (mark.overwrite.arrow.empty() ||
      planned.operands.front().parameter != Operand::kThis)
    return;
  llvm::Function *arrow =
      wrapped.getModule()->getFunction(mark.overwrite.arrow);
  if (!arrow || arrow->arg_size() != 1 ||
      !arrow->getReturnType()->isPointerTy())
    return;
  IRBuilder<> builder(&wrapped);
  const unsigned argument =
      planned.method->argumentOf(Operand::kThis, hasStructReturn(wrapped));
  calls_.push_back({&wrapped, &planned,
                    protocol_.at(builder, wrapped.getArgOperand(argument),
                                 planned.operands.front().offset),
                    arrow});
}

void Overwritten::instrument(llvm::Function &tell, Sites &sites) {
  for (const Call &call : calls_)
    instrument(call, tell, sites);
}

// The iterator comes first in it.
Value *Overwritten::resultInMemory(IRBuilder<> &builder, llvm::CallBase &call) {
  if (hasStructReturn(call))
    return call.getArgOperand(0);
  IRBuilder<> entry(
      &*call.getFunction()->getEntryBlock().getFirstInsertionPt());
  llvm::AllocaInst *slot = entry.CreateAlloca(call.getType());
  builder.CreateStore(&call, slot);
  return slot;
}

void Overwritten::instrument(const Call &told, llvm::Function &tell,
                             Sites &sites) {
  llvm::CallBase &call = *told.call;
  const MethodMark &mark = told.planned->method->mark;
  llvm::MDNode *unlikely =
      llvm::MDBuilder(call.getContext()).createBranchWeights(1, 1u << 20);
  llvm::Instruction *next = afterCall(call);
  IRBuilder<> builder(next);
  llvm::Instruction *cold = llvm::SplitBlockAndInsertIfThen(
      protocol_.isSlowThread(builder), next, /*Unreachable=*/false, unlikely);
  builder.SetInsertPoint(cold);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  Value *changed =
      observeChange(builder, Observe::PairSecond, {&call, nullptr, nullptr});
  if (llvm::isa<llvm::Constant>(changed))
    return; // not a shape that we know
  llvm::Instruction *wasThere = llvm::SplitBlockAndInsertIfThen(
      builder.CreateICmpEQ(changed, builder.getInt32(uint32_t(Changed::No))),
      cold, /*Unreachable=*/false);
  builder.SetInsertPoint(wasThere);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  Value *iterator =
      builder.CreatePointerCast(resultInMemory(builder, call),
                                told.arrow->getFunctionType()->getParamType(0));
  llvm::CallInst *pair = builder.CreateCall(told.arrow, {iterator});
  pair->setCallingConv(told.arrow->getCallingConv());
  ElementOrigin origin;
  origin.type = typeOf(*told.planned);
  origin.keyType = mark.keyType;
  origin.typeFlags = mark.typeFlags;
  origin.object = told.planned->object;
  for (int part = 0; part < 2; ++part)
    origin.element.key[part] = mark.overwrite.key[part];
  llvm::Type *pointer = compat::bytePointer(call.getContext());
  builder
      .CreateCall(&tell, {sites.add(origin, told.planned->place, mark.name,
                                    /*writes=*/true),
                          builder.CreatePointerCast(told.map, pointer),
                          builder.CreatePointerCast(pair, pointer),
                          protocol_.at(builder, pair, mark.overwrite.offset),
                          builder.getInt64(uint64_t(mark.overwrite.size))})
      ->setCallingConv(tell.getCallingConv());
}

} // namespace mapsan
