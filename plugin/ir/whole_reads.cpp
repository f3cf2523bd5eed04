// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/whole_reads.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_flow.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

// Of one argument, and perhaps a place for its result.
llvm::Function *WholeReads::method(const std::string &name) const {
  llvm::Function *function = module_.getFunction(name);
  if (!function)
    return nullptr;
  const bool hasPlace = function->hasStructRetAttr();
  return function->arg_size() == (hasPlace ? 2 : 1) &&
                 (!hasPlace ||
                  function->hasParamAttribute(0, llvm::Attribute::StructRet))
             ? function
             : nullptr;
}

void WholeReads::onWrapped(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  const MethodMark &mark = planned.method->mark;
  const llvm::Function *arrow = method(mark.every.arrow);
  if (mark.every.begin.empty() || !method(mark.every.begin) ||
      !method(mark.every.next) || !arrow ||
      !arrow->getReturnType()->isPointerTy() || !module_.getFunction(mark.size))
    return;
  IRBuilder<> builder(&wrapped);
  for (const Operand &operand : planned.operands)
    if (operand.effect == Effect::ReadAll)
      reads_.push_back(
          {&wrapped, &planned,
           protocol_.at(builder,
                        wrapped.getArgOperand(planned.method->argumentOf(
                            operand.parameter, hasStructReturn(wrapped))),
                        operand.offset),
           operand.parameter == planned.operands.front().parameter});
}

void WholeReads::instrument(llvm::Function &tell, Sites &sites) {
  for (const Read &read : reads_)
    instrument(read, tell, sites);
}

void WholeReads::instrument(const Read &read, llvm::Function &tell,
                            Sites &sites) {
  llvm::CallBase &call = *read.call;
  const MethodMark &mark = read.planned->method->mark;
  const bool isComparison = mark.name == "operator==";
  if (isComparison && !call.getType()->isIntegerTy())
    return;
  llvm::Function *every = everyOf(read, tell);
  llvm::Instruction *next = afterCall(call);
  IRBuilder<> builder(next);
  Value *isTold = protocol_.isSlowThread(builder);
  if (isComparison)
    isTold = builder.CreateAnd(
        isTold,
        builder.CreateICmpNE(&call, llvm::ConstantInt::get(call.getType(), 0)));
  llvm::Instruction *cold = llvm::SplitBlockAndInsertIfThen(
      isTold, next, /*Unreachable=*/false,
      llvm::MDBuilder(call.getContext()).createBranchWeights(1, 1u << 20));
  builder.SetInsertPoint(cold);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  ElementOrigin origin;
  origin.type = typeOf(*read.planned);
  origin.keyType = mark.keyType;
  origin.typeFlags = mark.typeFlags;
  if (read.isNamed)
    origin.object = read.planned->object;
  for (int part = 0; part < 2; ++part)
    origin.element.key[part] = mark.every.key[part];
  builder.CreateCall(
      every, {sites.add(origin, read.planned->place,
                        isComparison ? mark.name : "copy", /*writes=*/false),
              builder.CreatePointerCast(
                  read.map, compat::bytePointer(call.getContext()))});
}

llvm::Function *WholeReads::everyOf(const Read &read, llvm::Function &tell) {
  const MethodMark &mark = read.planned->method->mark;
  llvm::Function *&every =
      every_[mark.every.begin + ' ' + std::to_string(mark.every.beginOffset) +
             ' ' + std::to_string(mark.sizeOffset)];
  if (every)
    return every;
  llvm::LLVMContext &context = module_.getContext();
  llvm::Type *pointer = compat::bytePointer(context);
  every = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                              {pointer, pointer}, false),
      llvm::GlobalValue::InternalLinkage, "mapsan.every", &module_);
  takeFunctionAttributes(*read.call->getFunction(), *every);
  every->removeFnAttr(llvm::Attribute::NoInline);
  every->removeFnAttr(llvm::Attribute::OptimizeNone);
  every->addFnAttr(llvm::Attribute::AlwaysInline);
  fill(*every, mark, tell);
  return every;
}

void WholeReads::fill(llvm::Function &every, const MethodMark &mark,
                      llvm::Function &tell) {
  llvm::LLVMContext &context = module_.getContext();
  const auto block = [&](const char *name) {
    return llvm::BasicBlock::Create(context, name, &every);
  };
  llvm::BasicBlock *entry = block("entry"), *first = block("first"),
                   *loop = block("loop"), *step = block("step"),
                   *done = block("done");
  IRBuilder<> builder(entry);
  llvm::Function *begin = method(mark.every.begin),
                 *next = method(mark.every.next),
                 *arrow = method(mark.every.arrow);
  const auto call = [&](llvm::Function *function, Value *object) {
    llvm::CallInst *result = builder.CreateCall(
        function, {builder.CreatePointerCast(
                      object, function->getFunctionType()->getParamType(0))});
    result->setCallingConv(function->getCallingConv());
    return result;
  };
  Value *map = every.getArg(1);
  const bool hasPlace = begin->hasStructRetAttr();
  Value *iterator = builder.CreateAlloca(
      hasPlace ? begin->getParamStructRetType(0) : begin->getReturnType());
  Value *size = protocol_.measure(builder, module_.getFunction(mark.size), map,
                                  mark.sizeOffset);
  Value *count =
      builder.CreateSelect(builder.CreateICmpULT(size, builder.getInt64(kMost)),
                           size, builder.getInt64(kMost));
  builder.CreateCondBr(builder.CreateICmpEQ(count, builder.getInt64(0)), done,
                       first);

  builder.SetInsertPoint(first);
  Value *object = protocol_.at(builder, map, mark.every.beginOffset);
  if (hasPlace) {
    const llvm::FunctionType *type = begin->getFunctionType();
    llvm::CallInst *result = builder.CreateCall(
        begin, {builder.CreatePointerCast(iterator, type->getParamType(0)),
                builder.CreatePointerCast(object, type->getParamType(1))});
    result->setCallingConv(begin->getCallingConv());
    result->setAttributes(begin->getAttributes().removeFnAttributes(context));
  } else {
    builder.CreateStore(call(begin, object), iterator);
  }
  builder.CreateBr(loop);

  builder.SetInsertPoint(loop);
  llvm::PHINode *number = builder.CreatePHI(builder.getInt64Ty(), 2);
  number->addIncoming(builder.getInt64(0), first);
  Value *pair = call(arrow, iterator);
  llvm::Type *pointer = compat::bytePointer(context);
  builder
      .CreateCall(&tell,
                  {every.getArg(0), builder.CreatePointerCast(map, pointer),
                   builder.CreatePointerCast(pair, pointer),
                   protocol_.at(builder, pair, mark.every.offset),
                   builder.getInt64(uint64_t(mark.every.size))})
      ->setCallingConv(tell.getCallingConv());
  Value *following = builder.CreateAdd(number, builder.getInt64(1));
  number->addIncoming(following, step);
  builder.CreateCondBr(builder.CreateICmpULT(following, count), step, done);

  builder.SetInsertPoint(step);
  call(next, iterator);
  builder.CreateBr(loop);
  builder.SetInsertPoint(done);
  builder.CreateRetVoid();
}

} // namespace mapsan
