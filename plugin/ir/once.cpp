// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/once.h"

#include "plugin/compat/llvm.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"

namespace mapsan {

namespace {

// void std::__1::__call_once(volatile unsigned long &, void *, void (*)(void *)),
// with whatever name the version has.
bool isCallOnce(const llvm::CallBase &call) {
  const auto *callee = llvm::dyn_cast<llvm::Function>(
      call.getCalledOperand()->stripPointerCasts());
  return callee && compat::startsWith(callee->getName(), "_ZNSt") &&
         callee->getName().contains("11__call_onceERV") && call.arg_size() == 3;
}

class Once {
public:
  explicit Once(llvm::Module &module)
      : module_(module), byte_(compat::bytePointer(module.getContext())),
        function_(llvm::FunctionType::get(
            llvm::Type::getVoidTy(module.getContext()), {byte_}, false)),
        all_(llvm::StructType::get(byte_, byte_, byte_)) {}

  void companion(llvm::CallBase &call, std::vector<Atomic> &atomics) {
    if (!run_)
      atomics.push_back(makeRun());
    llvm::IRBuilder<> builder(
        &*call.getFunction()->getEntryBlock().getFirstInsertionPt());
    llvm::Value *all = builder.CreateAlloca(all_, nullptr, "mapsan.all");
    builder.SetInsertPoint(&call);
    for (unsigned i = 0; i < 3; ++i)
      builder.CreateStore(
          builder.CreatePointerCast(call.getArgOperand(i), byte_),
          builder.CreateStructGEP(all_, all, i));
    call.setArgOperand(1, builder.CreatePointerCast(all, byte_));
    call.setArgOperand(
        2, builder.CreatePointerCast(run_, call.getArgOperand(2)->getType()));
  }

private:
  Atomic makeRun() {
    llvm::LLVMContext &context = module_.getContext();
    run_ = llvm::Function::Create(function_, llvm::GlobalValue::InternalLinkage,
                                  "mapsan.once", module_);
    run_->addFnAttr("frame-pointer", "all");
    run_->addFnAttr(llvm::Attribute::NoInline);
    run_->addFnAttr(llvm::Attribute::UWTable); // the function may throw
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "entry", run_));
    llvm::Value *all = compat::pointerTo(builder, run_->getArg(0), all_);
    const auto field = [&](unsigned i) {
      return builder.CreateLoad(byte_, builder.CreateStructGEP(all_, all, i));
    };
    llvm::Value *flag = field(0), *argument = field(1);
    builder.CreateCall(function_,
                       builder.CreatePointerCast(field(2), run_->getType()),
                       {argument});
    llvm::Type *order = llvm::Type::getInt32Ty(context);
    return {builder.CreateRetVoid(),
            Atomic::Kind::Store,
            flag,
            llvm::ConstantInt::get(order, __ATOMIC_RELEASE),
            nullptr,
            true};
  }

  llvm::Module &module_;
  llvm::PointerType *byte_;
  llvm::FunctionType *function_;
  llvm::StructType *all_;
  llvm::Function *run_ = nullptr;
};

} // namespace

void companionOnce(llvm::Module &module, std::vector<Atomic> &atomics) {
  std::vector<llvm::CallBase *> calls;
  for (llvm::Function &function : module)
    for (llvm::Instruction &instruction : llvm::instructions(function))
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction))
        if (isCallOnce(*call))
          calls.push_back(call);
  Once once(module);
  for (llvm::CallBase *call : calls)
    once.companion(*call, atomics);
}

} // namespace mapsan
