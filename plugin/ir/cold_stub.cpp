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

llvm::Function *coldStub(llvm::Module &module, llvm::StringRef what,
                         bool isWeak) {
  llvm::FunctionType *type = typeOfCall(module.getContext(), what);
  auto *target = llvm::cast<llvm::Function>(
      module.getOrInsertFunction("__mapsan_" + what.str(), type).getCallee());
  target->setDoesNotThrow();
  if (isWeak)
    target->setLinkage(llvm::GlobalValue::ExternalWeakLinkage);
  llvm::Function *stub = llvm::Function::Create(
      type, llvm::GlobalValue::InternalLinkage, "mapsan." + what.str(), module);
  stub->setCallingConv(llvm::CallingConv::PreserveMost);
  stub->setDoesNotThrow();
  stub->addFnAttr(llvm::Attribute::Cold);
  stub->addFnAttr(llvm::Attribute::NoInline);
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
