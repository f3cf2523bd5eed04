// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/module_function.h"

namespace mapsan {

llvm::Function *moduleFunction(llvm::Module &module, llvm::StringRef name) {
  llvm::Function *function = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getVoidTy(module.getContext()),
                              false),
      llvm::GlobalValue::LinkOnceODRLinkage, name, module);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  function->setComdat(module.getOrInsertComdat(name));
  function->setDoesNotThrow();
  function->addFnAttr("frame-pointer", "all");
  function->addFnAttr(llvm::Attribute::UWTable);
  return function;
}

} // namespace mapsan
