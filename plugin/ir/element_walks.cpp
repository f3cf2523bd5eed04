// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/element_walks.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_way.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

bool ElementWalks::canWalk(const MethodMark &mark) const {
  return methodOf(module_, mark.every.begin) &&
         canGo(module_, mark.every.way) &&
         (mark.every.way.kind == WayMark::Kind::Pointer ||
          methodOf(module_, mark.every.next)) &&
         module_.getFunction(mark.size);
}

llvm::Function *ElementWalks::every(const MethodMark &mark,
                                    const llvm::Function &caller,
                                    llvm::Function &tell) {
  return make(mark, caller, tell, 1);
}

llvm::Function *ElementWalks::common(const MethodMark &mark,
                                     const llvm::Function &caller,
                                     llvm::Function &tell) {
  return make(mark, caller, tell, 2);
}

llvm::Function *ElementWalks::make(const MethodMark &mark,
                                   const llvm::Function &caller,
                                   llvm::Function &tell, unsigned maps) {
  llvm::Function *&walk =
      made_[mark.every.begin + ' ' + std::to_string(mark.every.beginOffset) +
            ' ' + std::to_string(mark.sizeOffset) + ' ' + std::to_string(maps)];
  if (walk)
    return walk;
  llvm::LLVMContext &context = module_.getContext();
  const llvm::SmallVector<llvm::Type *, 4> parameters(
      2 * maps, compat::bytePointer(context));
  walk = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getVoidTy(context), parameters,
                              false),
      llvm::GlobalValue::InternalLinkage,
      maps == 1 ? "mapsan.every" : "mapsan.common", &module_);
  takeFunctionAttributes(caller, *walk);
  walk->removeFnAttr(llvm::Attribute::NoInline);
  walk->removeFnAttr(llvm::Attribute::OptimizeNone);
  walk->addFnAttr(llvm::Attribute::AlwaysInline);
  fill(*walk, mark, tell, maps);
  return walk;
}

Value *ElementWalks::sizeOf(IRBuilder<> &builder, const MethodMark &mark,
                            Value *map) {
  return protocol_.measure(builder, module_.getFunction(mark.size), map,
                           mark.sizeOffset);
}

Value *ElementWalks::begin(IRBuilder<> &builder, const MethodMark &mark,
                           Value *map) {
  return callIntoMemory(builder, *methodOf(module_, mark.every.begin),
                        protocol_.at(builder, map, mark.every.beginOffset));
}

Value *ElementWalks::firstOf(IRBuilder<> &builder, const MethodMark &mark,
                             Value *map) {
  return goToElement(builder, protocol_, mark.every.way,
                     begin(builder, mark, map))
      .value;
}

void ElementWalks::step(IRBuilder<> &builder, const EveryMark &mark,
                        Value *iterator) {
  if (mark.way.kind != WayMark::Kind::Pointer) {
    callIntoMemory(builder, *methodOf(module_, mark.next), iterator);
    return;
  }
  Value *at = protocol_.loadPlain(
      builder, compat::bytePointer(module_.getContext()), iterator, 0);
  protocol_.storePlain(builder, protocol_.at(builder, at, mark.way.stride),
                       iterator, 0);
}

void ElementWalks::fill(llvm::Function &walk, const MethodMark &mark,
                        llvm::Function &tell, unsigned maps) {
  llvm::LLVMContext &context = module_.getContext();
  const auto block = [&](const char *name) {
    return llvm::BasicBlock::Create(context, name, &walk);
  };
  llvm::BasicBlock *entry = block("entry"), *first = block("first"),
                   *loop = block("loop"), *next = block("step"),
                   *done = block("done");
  IRBuilder<> builder(entry);
  Value *count = builder.getInt64(kMost);
  for (unsigned i = 0; i < maps; ++i) {
    Value *size = sizeOf(builder, mark, walk.getArg(2 * i + 1));
    count =
        builder.CreateSelect(builder.CreateICmpULT(size, count), size, count);
  }
  builder.CreateCondBr(builder.CreateICmpEQ(count, builder.getInt64(0)), done,
                       first);

  builder.SetInsertPoint(first);
  Value *iterators[2] = {};
  for (unsigned i = 0; i < maps; ++i)
    iterators[i] = begin(builder, mark, walk.getArg(2 * i + 1));
  builder.CreateBr(loop);

  builder.SetInsertPoint(loop);
  llvm::PHINode *number = builder.CreatePHI(builder.getInt64Ty(), 2);
  number->addIncoming(builder.getInt64(0), first);
  FoundElement found[2];
  for (unsigned i = 0; i < maps; ++i)
    found[i] = goToElement(builder, protocol_, mark.every.way, iterators[i]);
  const auto differ = [&](Value *one, Value *other, unsigned size, long at) {
    llvm::Type *bytes = builder.getIntNTy(8 * size);
    return builder.CreateICmpNE(protocol_.loadPlain(builder, bytes, one, at),
                                protocol_.loadPlain(builder, bytes, other, at));
  };
  if (maps == 2) {
    const MapsanKeyPart &key = mark.every.way.key[0];
    llvm::BasicBlock *same = block("same");
    builder.CreateCondBr(
        differ(found[0].key, found[1].key, key.width, key.offset), done, same);
    builder.SetInsertPoint(same);
  }
  for (unsigned i = 0; i < maps; ++i)
    builder
        .CreateCall(&tell, {walk.getArg(2 * i), walk.getArg(2 * i + 1),
                            found[i].key, found[i].value,
                            builder.getInt64(uint64_t(mark.every.size))})
        ->setCallingConv(tell.getCallingConv());
  Value *following = builder.CreateAdd(number, builder.getInt64(1));
  number->addIncoming(following, next);
  Value *isLast = builder.CreateICmpUGE(following, count);
  if (maps == 2)
    isLast = builder.CreateOr(isLast, differ(found[0].value, found[1].value,
                                             unsigned(mark.every.size), 0));
  builder.CreateCondBr(isLast, done, next);

  builder.SetInsertPoint(next);
  for (unsigned i = 0; i < maps; ++i)
    step(builder, mark.every, iterators[i]);
  builder.CreateBr(loop);
  builder.SetInsertPoint(done);
  builder.CreateRetVoid();
}

} // namespace mapsan
