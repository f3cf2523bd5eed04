// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/whole_reads.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_flow.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

static bool isComparison(const MethodMark &mark) {
  return !mark.isConstructor && mark.name != "operator=";
}

void WholeReads::onWrapped(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  const MethodMark &mark = planned.method->mark;
  if (!walks_.canWalk(mark))
    return;
  IRBuilder<> builder(&wrapped);
  Read read = {&wrapped, &planned, {}, false};
  for (const Operand &operand : planned.operands) {
    if (operand.effect != Effect::ReadAll)
      continue;
    if (read.maps.empty())
      read.isFirstNamed =
          operand.parameter == planned.operands.front().parameter;
    read.maps.push_back(
        protocol_.at(builder,
                     wrapped.getArgOperand(planned.method->argumentOf(
                         operand.parameter, hasStructReturn(wrapped))),
                     operand.offset));
  }
  if (isComparison(mark)
          ? read.maps.size() == 2 && wrapped.getType()->isIntegerTy()
          : !read.maps.empty())
    reads_.push_back(std::move(read));
}

void WholeReads::instrument(llvm::Function &tell, Sites &sites) {
  for (const Read &read : reads_)
    instrument(read, tell, sites);
}

void WholeReads::instrument(const Read &read, llvm::Function &tell,
                            Sites &sites) {
  llvm::CallBase &call = *read.call;
  const MethodMark &mark = read.planned->method->mark;
  IRBuilder<> builder(call.getContext());
  llvm::Instruction *cold = protocol_.behindOnSlowThreads(builder, call);
  ElementOrigin origin;
  origin.type = typeOf(*read.planned);
  origin.keyType = mark.keyType;
  origin.typeFlags = mark.typeFlags;
  for (int part = 0; part < 2; ++part)
    origin.element.key[part] = mark.every.way.key[part];
  llvm::SmallVector<Value *, 2> places;
  for (size_t i = 0; i < read.maps.size(); ++i) {
    origin.object = std::nullopt;
    if (i == 0 && read.isFirstNamed)
      origin.object = read.planned->object;
    places.push_back(sites.add(origin, read.planned->place,
                               isComparison(mark) ? mark.name : "copy",
                               /*writes=*/false));
  }
  if (!isComparison(mark)) {
    llvm::Function *every = walks_.every(mark, *call.getFunction(), tell);
    for (size_t i = 0; i < read.maps.size(); ++i)
      builder.CreateCall(every, {places[i], read.maps[i]});
    return;
  }
  // True is equal of ==, 0 of all the others; < never says so.
  llvm::Instruction *unequal = cold;
  if (mark.name != "operator<") {
    Value *isZero =
        builder.CreateICmpEQ(&call, llvm::ConstantInt::get(call.getType(), 0));
    llvm::Instruction *equal;
    llvm::SplitBlockAndInsertIfThenElse(
        mark.name == "operator==" ? builder.CreateNot(isZero) : isZero, cold,
        &equal, &unequal);
    tellEqual(equal, read, places, tell);
  }
  if (mark.every.isInOrder)
    tellCommon(unequal, read, places, tell);
}

void WholeReads::tellEqual(llvm::Instruction *before, const Read &read,
                           llvm::ArrayRef<Value *> places,
                           llvm::Function &tell) {
  llvm::CallBase &call = *read.call;
  const MethodMark &mark = read.planned->method->mark;
  IRBuilder<> builder(before);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  if (!mark.isStatic) {
    Value *size = walks_.sizeOf(builder, mark, read.maps[0]);
    before = llvm::SplitBlockAndInsertIfThen(
        builder.CreateICmpNE(size, builder.getInt64(0)), before,
        /*Unreachable=*/false);
    builder.SetInsertPoint(before);
    builder.SetCurrentDebugLocation(call.getDebugLoc());
    Value *areApart =
        builder.CreateICmpNE(walks_.firstOf(builder, mark, read.maps[0]),
                             walks_.firstOf(builder, mark, read.maps[1]));
    builder.SetInsertPoint(llvm::SplitBlockAndInsertIfThen(
        areApart, before, /*Unreachable=*/false));
    builder.SetCurrentDebugLocation(call.getDebugLoc());
  }
  llvm::Function *every = walks_.every(mark, *call.getFunction(), tell);
  for (size_t i = 0; i < read.maps.size(); ++i)
    builder.CreateCall(every, {places[i], read.maps[i]});
}

// == and != ask for the sizes first.
void WholeReads::tellCommon(llvm::Instruction *before, const Read &read,
                            llvm::ArrayRef<Value *> places,
                            llvm::Function &tell) {
  llvm::CallBase &call = *read.call;
  const MethodMark &mark = read.planned->method->mark;
  IRBuilder<> builder(before);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  if (mark.name == "operator==" || mark.name == "operator!=") {
    Value *haveSameSize =
        builder.CreateICmpEQ(walks_.sizeOf(builder, mark, read.maps[0]),
                             walks_.sizeOf(builder, mark, read.maps[1]));
    builder.SetInsertPoint(llvm::SplitBlockAndInsertIfThen(
        haveSameSize, before, /*Unreachable=*/false));
    builder.SetCurrentDebugLocation(call.getDebugLoc());
  }
  builder.CreateCall(walks_.common(mark, *call.getFunction(), tell),
                     {places[0], read.maps[0], places[1], read.maps[1]});
}

} // namespace mapsan
