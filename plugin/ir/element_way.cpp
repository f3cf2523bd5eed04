// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pair of references comes back as {ptr, ptr}, as [2 x i64] or in memory: put into
// memory all are two pointers.
#include "plugin/ir/element_way.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/plan.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

llvm::Function *methodOf(const llvm::Module &module, const std::string &name) {
  llvm::Function *function = module.getFunction(name);
  if (!function)
    return nullptr;
  const bool hasPlace = function->hasStructRetAttr();
  return function->arg_size() == (hasPlace ? 2 : 1) &&
                 (!hasPlace ||
                  function->hasParamAttribute(0, llvm::Attribute::StructRet))
             ? function
             : nullptr;
}

bool canGo(const llvm::Module &module, const WayMark &way) {
  if (way.kind == WayMark::Kind::None || way.kind == WayMark::Kind::Pointer)
    return way.kind == WayMark::Kind::Pointer;
  const llvm::Function *function = methodOf(module, way.call);
  if (!function)
    return false;
  if (way.kind == WayMark::Kind::Arrow)
    return function->getReturnType()->isPointerTy();
  const llvm::Type *result = function->hasStructRetAttr()
                                 ? function->getParamStructRetType(0)
                                 : function->getReturnType();
  return (result->isStructTy() && result->getStructNumElements() == 2) ||
         (result->isArrayTy() && result->getArrayNumElements() == 2);
}

static llvm::AllocaInst *slot(IRBuilder<> &builder, llvm::Type *type) {
  llvm::BasicBlock &entry =
      builder.GetInsertBlock()->getParent()->getEntryBlock();
  return IRBuilder<>(&entry, entry.begin()).CreateAlloca(type);
}

static llvm::CallInst *callOn(IRBuilder<> &builder, llvm::Function &function,
                              llvm::ArrayRef<Value *> objects) {
  const llvm::FunctionType *type = function.getFunctionType();
  llvm::SmallVector<Value *, 2> arguments;
  for (Value *object : objects)
    arguments.push_back(builder.CreatePointerCast(
        object, type->getParamType(unsigned(arguments.size()))));
  llvm::CallInst *call = builder.CreateCall(&function, arguments);
  call->setCallingConv(function.getCallingConv());
  return call;
}

Value *callIntoMemory(IRBuilder<> &builder, llvm::Function &function,
                      Value *object) {
  if (!function.hasStructRetAttr()) {
    llvm::AllocaInst *place = slot(builder, function.getReturnType());
    builder.CreateStore(callOn(builder, function, {object}), place);
    return place;
  }
  llvm::AllocaInst *place = slot(builder, function.getParamStructRetType(0));
  callOn(builder, function, {place, object})
      ->setAttributes(
          function.getAttributes().removeFnAttributes(builder.getContext()));
  return place;
}

Value *resultInMemory(IRBuilder<> &builder, llvm::CallBase &call) {
  if (hasStructReturn(call))
    return call.getArgOperand(0);
  llvm::AllocaInst *place = slot(builder, call.getType());
  builder.CreateStore(&call, place);
  return place;
}

FoundElement goToElement(IRBuilder<> &builder, Protocol &protocol,
                         const WayMark &way, Value *iterator) {
  llvm::Module &module = *builder.GetInsertBlock()->getModule();
  llvm::Type *pointer = compat::bytePointer(builder.getContext());
  FoundElement found;
  if (way.kind == WayMark::Kind::References) {
    Value *pair =
        callIntoMemory(builder, *methodOf(module, way.call), iterator);
    found.key = protocol.loadPlain(builder, pointer, pair, 0);
    found.value =
        protocol.loadPlain(builder, pointer, pair,
                           int64_t(module.getDataLayout().getPointerSize()));
    return found;
  }
  found.key =
      way.kind == WayMark::Kind::Pointer
          ? protocol.loadPlain(builder, pointer, iterator, 0)
          : builder.CreatePointerCast(
                callOn(builder, *methodOf(module, way.call), {iterator}),
                pointer);
  found.value = protocol.at(builder, found.key, way.offset);
  return found;
}

} // namespace mapsan
