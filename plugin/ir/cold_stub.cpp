// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/cold_stub.h"

#include "plugin/compat/llvm.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <string>
#include <vector>

namespace mapsan {

llvm::FunctionType *typeOfCall(llvm::LLVMContext &context,
                               llvm::StringRef what) {
  llvm::Type *VOID = llvm::Type::getVoidTy(context),
             *PTR = compat::bytePointer(context),
             *I32 = llvm::Type::getInt32Ty(context),
             *WORD = llvm::Type::getInt64Ty(context);
  (void)PTR, (void)I32;
#define MAPSAN_CALL(name, result, params, ...)                                 \
  if (what == #name)                                                           \
    return llvm::FunctionType::get(result, {__VA_ARGS__}, false);
#include "runtime/abi/calls.def"
  return nullptr;
}

llvm::Function *runtimeFunction(llvm::Module &module, llvm::StringRef what,
                                bool isWeak) {
  auto *function = llvm::cast<llvm::Function>(
      module
          .getOrInsertFunction("__mapsan_" + what.str(),
                               typeOfCall(module.getContext(), what))
          .getCallee());
  function->setDoesNotThrow();
  if (isWeak)
    function->setLinkage(llvm::GlobalValue::ExternalWeakLinkage);
  return function;
}

llvm::Function *coldFunction(llvm::Module &module, llvm::FunctionType *type,
                             const llvm::Twine &name) {
  llvm::Function *function = llvm::Function::Create(
      type, llvm::GlobalValue::InternalLinkage, name, module);
  function->setCallingConv(llvm::CallingConv::PreserveMost);
  function->setDoesNotThrow();
  function->addFnAttr(llvm::Attribute::Cold);
  function->addFnAttr(llvm::Attribute::NoInline);
  return function;
}

llvm::Function *coldStub(llvm::Module &module, llvm::StringRef what,
                         bool isWeak) {
  llvm::Function *target = runtimeFunction(module, what, isWeak);
  llvm::Function *stub =
      coldFunction(module, target->getFunctionType(), "mapsan." + what);
  stub->addFnAttr("frame-pointer", "all");
  llvm::IRBuilder<> builder(
      llvm::BasicBlock::Create(module.getContext(), "entry", stub));
  std::vector<llvm::Value *> arguments;
  for (llvm::Argument &argument : stub->args())
    arguments.push_back(&argument);
  llvm::Instruction *end = builder.CreateRetVoid();
  // Before the module's constructors everything is told, to nobody perhaps.
  if (isWeak)
    end = llvm::SplitBlockAndInsertIfThen(
        llvm::IRBuilder<>(end).CreateICmpNE(
            target, llvm::ConstantPointerNull::get(target->getType())),
        end, /*Unreachable=*/false);
  llvm::IRBuilder<>(end).CreateCall(target, arguments);
  return stub;
}

} // namespace mapsan
