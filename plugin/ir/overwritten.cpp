// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/overwritten.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_flow.h"
#include "plugin/ir/element_way.h"
#include "plugin/ir/observe.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

void Overwritten::onWrapped(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  const MethodMark &mark = planned.method->mark;
  if (!canGo(*wrapped.getModule(), mark.overwrite.way) ||
      planned.operands.front().parameter != Operand::kThis ||
      (mark.operands.front().observe == Observe::Size &&
       !protocol_.measureOf(mark).size))
    return;
  IRBuilder<> builder(&wrapped);
  const unsigned argument =
      planned.method->argumentOf(Operand::kThis, hasStructReturn(wrapped));
  calls_.push_back({&wrapped, &planned,
                    protocol_.at(builder, wrapped.getArgOperand(argument),
                                 planned.operands.front().offset)});
}

void Overwritten::instrument(llvm::Function &tell, Sites &sites) {
  for (const Call &call : calls_)
    instrument(call, tell, sites);
}

Value *Overwritten::wasThere(IRBuilder<> &builder, const Call &told,
                             Value *sizeBefore) {
  if (sizeBefore) {
    const Measure measure = protocol_.measureOf(told.planned->method->mark);
    return builder.CreateICmpEQ(
        sizeBefore,
        protocol_.measure(builder, measure.size, told.map, measure.offset));
  }
  Value *changed = observeChange(builder, Observe::PairSecond,
                                 {told.call, nullptr, nullptr});
  return llvm::isa<llvm::Constant>(changed) // not a shape that we know
             ? nullptr
             : builder.CreateICmpEQ(changed,
                                    builder.getInt32(uint32_t(Changed::No)));
}

void Overwritten::instrument(const Call &told, llvm::Function &tell,
                             Sites &sites) {
  llvm::CallBase &call = *told.call;
  const MethodMark &mark = told.planned->method->mark;
  Value *before = mark.operands.front().observe == Observe::Size
                      ? protocol_.sizeBefore(call, mark, told.map)
                      : nullptr; // the result tells
  IRBuilder<> builder(call.getContext());
  llvm::Instruction *cold = protocol_.behindOnSlowThreads(builder, call);
  Value *isOverwritten = wasThere(builder, told, before);
  if (!isOverwritten)
    return;
  builder.SetInsertPoint(llvm::SplitBlockAndInsertIfThen(
      isOverwritten, cold, /*Unreachable=*/false));
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  const FoundElement found = goToElement(builder, protocol_, mark.overwrite.way,
                                         resultInMemory(builder, call));
  ElementOrigin origin;
  origin.type = typeOf(*told.planned);
  origin.keyType = mark.keyType;
  origin.typeFlags = mark.typeFlags;
  origin.object = told.planned->object;
  for (int part = 0; part < 2; ++part)
    origin.element.key[part] = mark.overwrite.way.key[part];
  builder
      .CreateCall(&tell, {sites.add(origin, told.planned->place, mark.name,
                                    /*writes=*/true),
                          builder.CreatePointerCast(
                              told.map, compat::bytePointer(call.getContext())),
                          found.key, found.value,
                          builder.getInt64(uint64_t(mark.overwrite.size))})
      ->setCallingConv(tell.getCallingConv());
}

} // namespace mapsan
