// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bool of a pair<iterator, bool> as Clang returns it:
//
//   {ptr, i8}, {ptr, i1}    in registers, x86-64
//   {i64, i64}, [2 x i64]   in registers, coerced: the low byte of the second
//   sret({iterator, i8...}) in memory: the first byte-sized member, which is
//                           also where a node handle's insert puts `inserted`
//
// Any other shape, and a result that an exception took away, is decided by
// size() if it was asked before; else nobody knows.
#include "plugin/ir/observe.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/plan.h"
#include "runtime/abi/operation.h"

#include "llvm/IR/DataLayout.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

Value *yesIfNonZero(IRBuilder<> &builder, Value *value) {
  Value *isSet =
      builder.CreateICmpNE(value, llvm::ConstantInt::get(value->getType(), 0));
  return builder.CreateZExt(isSet, builder.getInt32Ty());
}

/// The type behind an sret argument, or null.
llvm::StructType *returnedStruct(const llvm::CallBase &call) {
  if (!hasStructReturn(call))
    return nullptr;
  return llvm::dyn_cast_or_null<llvm::StructType>(
      call.getParamAttr(0, llvm::Attribute::StructRet).getValueAsType());
}

Value *second(IRBuilder<> &builder, llvm::CallBase &call) {
  llvm::Type *byte = builder.getInt8Ty();
  if (llvm::StructType *layout = returnedStruct(call)) {
    const llvm::DataLayout &data = call.getModule()->getDataLayout();
    for (unsigned i = 0; i < layout->getNumElements(); ++i) {
      if (!layout->getElementType(i)->isIntegerTy(8))
        continue;
      Value *base = builder.CreatePointerCast(
          call.getArgOperand(0), compat::bytePointer(builder.getContext()));
      Value *address = builder.CreateGEP(
          byte, base,
          builder.getInt64(data.getStructLayout(layout)->getElementOffset(i)));
      llvm::LoadInst *load =
          builder.CreateLoad(byte, compat::pointerTo(builder, address, byte));
      compat::nosanitize(load);
      return yesIfNonZero(builder, load);
    }
    return nullptr;
  }
  llvm::Type *type = call.getType();
  bool isPair = (type->isStructTy() && type->getStructNumElements() == 2 &&
                 type->getStructElementType(1)->isIntegerTy()) ||
                (type->isArrayTy() && type->getArrayNumElements() == 2 &&
                 type->getArrayElementType()->isIntegerTy());
  if (!isPair)
    return nullptr;
  Value *value = builder.CreateExtractValue(&call, 1);
  if (!value->getType()->isIntegerTy(1))
    value = builder.CreateTrunc(value, byte);
  return yesIfNonZero(builder, value);
}

} // namespace

Value *observeChange(IRBuilder<> &builder, Observe observe,
                     const Outcome &outcome) {
  auto constant = [&](Changed changed) {
    return builder.getInt32(uint32_t(changed));
  };
  Value *answer = nullptr;
  switch (observe) {
  case Observe::Never:
    return constant(Changed::No);
  case Observe::Always:
    return constant(Changed::Yes);
  case Observe::PairSecond:
    if (outcome.call)
      answer = second(builder, *outcome.call);
    break;
  case Observe::Count:
    if (outcome.call && outcome.call->getType()->isIntegerTy())
      answer = yesIfNonZero(builder, outcome.call);
    break;
  case Observe::Size:
  case Observe::Unknown:
    break;
  }
  if (!answer && outcome.before && outcome.after)
    answer =
        builder.CreateZExt(builder.CreateICmpNE(outcome.before, outcome.after),
                           builder.getInt32Ty());
  return answer ? answer : constant(Changed::Unknown);
}

} // namespace mapsan
