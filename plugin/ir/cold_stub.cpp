// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/cold_stub.h"

#include "llvm/IR/IRBuilder.h"

#include <string>
#include <vector>

namespace mapsan {

llvm::Function *coldStub(llvm::Module &module, const char *what,
                         llvm::FunctionType *type, bool isWeak) {
  auto *target = llvm::cast<llvm::Function>(
      module.getOrInsertFunction("__mapsan_" + std::string(what), type)
          .getCallee());
  target->setDoesNotThrow();
  if (isWeak)
    target->setLinkage(llvm::GlobalValue::ExternalWeakLinkage);
  llvm::Function *stub =
      llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage,
                             "mapsan." + std::string(what), module);
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
  builder.CreateCall(target, arguments);
  builder.CreateRetVoid();
  return stub;
}

} // namespace mapsan
