// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/shifted.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_way.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

// Without a key: what was the key may be gone after the call.
llvm::Constant *Shifted::siteOf(const PlannedCall &planned, Sites &sites) {
  return planned.isOperation() && !planned.method->mark.shift.begin.empty()
             ? sites.add(planned, /*withKey=*/false)
             : nullptr;
}

void Shifted::onWrapped(size_t index, llvm::CallBase &wrapped,
                        llvm::Constant *site) {
  const PlannedCall &planned = plan_.calls[index];
  const MethodMark &mark = planned.method->mark;
  const llvm::Module &module = *wrapped.getModule();
  if (!site || !methodOf(module, mark.shift.begin) ||
      !canGo(module, mark.shift.way) || !protocol_.measureOf(mark).size ||
      planned.operands.front().parameter != Operand::kThis)
    return;
  IRBuilder<> builder(&wrapped);
  const unsigned argument =
      planned.method->argumentOf(Operand::kThis, hasStructReturn(wrapped));
  calls_.push_back({&wrapped, &planned,
                    protocol_.at(builder, wrapped.getArgOperand(argument),
                                 planned.operands.front().offset),
                    site});
}

void Shifted::instrument() {
  for (const Call &call : calls_)
    instrument(call);
}

// All addresses are those of values.
void Shifted::instrument(const Call &told) {
  llvm::CallBase &call = *told.call;
  const MethodMark &mark = told.planned->method->mark;
  Value *before = protocol_.sizeBefore(call, mark, told.map);
  IRBuilder<> builder(call.getContext());
  llvm::Instruction *cold = protocol_.behindOnSlowThreads(builder, call);
  const Measure measure = protocol_.measureOf(mark);
  Value *after =
      protocol_.measure(builder, measure.size, told.map, measure.offset);
  builder.SetInsertPoint(llvm::SplitBlockAndInsertIfThen(
      builder.CreateICmpNE(before, after), cold, /*Unreachable=*/false));
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  const bool isReference = mark.element.offset != ElementMark::kNone;
  Value *first = isReference ? told.call
                             : goToElement(builder, protocol_, mark.shift.way,
                                           resultInMemory(builder, call))
                                   .value;
  Value *begin =
      goToElement(builder, protocol_, mark.shift.way,
                  callIntoMemory(
                      builder, *methodOf(*call.getModule(), mark.shift.begin),
                      protocol_.at(builder, told.map, mark.shift.beginOffset)))
          .value;
  // Where elements were: an insertion behind them all has moved none.
  Value *end = builder.CreateGEP(
      builder.getInt8Ty(), begin,
      builder.CreateMul(before, builder.getInt64(uint64_t(mark.shift.stride))));
  protocol_.tellMoved(builder, told.site, told.map, first, end);
}

} // namespace mapsan
