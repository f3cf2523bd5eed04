// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//                    unit with maps              unit without maps
//   a release        ++__mapsan_thread.releases  if (&__mapsan_released)
//                                                  __mapsan_released()
//   report mode?     mapsan.reporting            the same
//
// The second form links without the runtime: a unit without maps may be part of
// a program that was not meant to be checked, a configure test for instance.
//
// mapsan.reporting is a variable of the module, one for all units linked into
// it. It begins as 1 and is asked for by a constructor of the module, so that
// code that runs before the constructors tells too much rather than too little;
// afterwards it is 0 in flag mode and without the runtime, where an atomic costs
// a comparison of that variable and a branch. It changes once, from 1 to 0, and
// telling in vain does no harm: so loads of it may be moved (invariant.load).
// The cold calls go through functions of this unit that save nearly every
// register, as those of protocol.cpp.
#include "plugin/ir/atomic_calls.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/cold_stub.h"
#include "plugin/ir/module_function.h"
#include "plugin/ir/once.h"
#include "runtime/abi/thread.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <cstddef>
#include <map>
#include <string>

namespace mapsan {

namespace {

using Kind = Atomic::Kind;
using llvm::Instruction;
using llvm::IRBuilder;
using llvm::Value;

class AtomicCalls {
public:
  AtomicCalls(llvm::Module &module, bool hasMaps)
      : module_(module), context_(module.getContext()), hasMaps_(hasMaps),
        i32_(llvm::Type::getInt32Ty(context_)),
        i64_(llvm::Type::getInt64Ty(context_)),
        pointer_(compat::bytePointer(context_)) {}

  void instrument(const Atomic &atomic) {
    if (atomic.mayRelease)
      hasMaps_ ? countInPlace(atomic.instruction)
               : countIfThere(atomic.instruction);
    tellBefore(atomic);
    tellAfter(atomic);
  }

private:
  void tellBefore(const Atomic &atomic) {
    const char *what =
        atomic.kind == Kind::Store ? "atomic_storing"
        : atomic.kind == Kind::Update || atomic.kind == Kind::Swap
            ? "atomic_updating"
            : nullptr;
    if (what)
      call(atomic.instruction, what, {atomic.address, atomic.order});
  }

  void tellAfter(const Atomic &atomic) {
    Instruction *after = atomic.instruction->getNextNode();
    switch (atomic.kind) {
    case Kind::Load:
      call(after, "atomic_loaded", {atomic.address, atomic.order});
      break;
    case Kind::Store:
      break;
    case Kind::Update:
      call(after, "atomic_updated", {atomic.address, atomic.order});
      break;
    case Kind::Swap:
      call(after, "atomic_swapped",
           {atomic.address, hasSwapped(atomic.instruction, after), atomic.order,
            atomic.failure});
      break;
    case Kind::Fence:
      call(after, "atomic_fence", {atomic.order});
      break;
    }
  }

  Value *hasSwapped(Instruction *swap, Instruction *after) {
    IRBuilder<> builder(after);
    if (llvm::isa<llvm::AtomicCmpXchgInst>(swap))
      return builder.CreateZExt(builder.CreateExtractValue(swap, 1), i32_);
    return builder.CreateZExt(
        builder.CreateICmpNE(swap,
                             llvm::Constant::getNullValue(swap->getType())),
        i32_);
  }

  void call(Instruction *before, const char *what,
            std::vector<Value *> arguments) {
    Instruction *cold = ifReporting(before);
    IRBuilder<> builder(cold);
    for (Value *&argument : arguments)
      if (argument->getType()->isPointerTy())
        argument = builder.CreatePointerCast(argument, pointer_);
    llvm::Function *stub = stubOf(what);
    builder.CreateCall(stub, arguments)->setCallingConv(stub->getCallingConv());
  }

  Instruction *ifReporting(Instruction *before) {
    if (!reporting_)
      reporting_ = makeReporting();
    IRBuilder<> builder(before);
    llvm::LoadInst *value =
        builder.CreateAlignedLoad(i32_, reporting_, llvm::Align(4));
    value->setMetadata(llvm::LLVMContext::MD_invariant_load,
                       llvm::MDNode::get(context_, {}));
    compat::nosanitize(value);
    return llvm::SplitBlockAndInsertIfThen(
        builder.CreateICmpNE(value, builder.getInt32(0)), before,
        /*Unreachable=*/false,
        llvm::MDBuilder(context_).createBranchWeights(1, 1u << 20));
  }

  llvm::GlobalVariable *makeReporting() {
    const char name[] = "mapsan.reporting";
    auto *variable =
        new llvm::GlobalVariable(module_, i32_, /*isConstant=*/false,
                                 llvm::GlobalValue::LinkOnceODRLinkage,
                                 llvm::ConstantInt::get(i32_, 1), name);
    variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
    variable->setComdat(module_.getOrInsertComdat(name));
    return variable;
  }

public:
  /// The constructor that asks what the variable should be.
  void follow() {
    if (!reporting_)
      return;
    llvm::Function *function = moduleFunction(module_, "mapsan.follow_ctor");
    llvm::Function *call = weakly("follow");
    IRBuilder<> builder(llvm::BasicBlock::Create(context_, "entry", function));
    Value *reporting = builder.CreatePointerCast(reporting_, pointer_);
    Instruction *ask, *forget, *end = builder.CreateRetVoid();
    llvm::SplitBlockAndInsertIfThenElse(isThere(call, end), end, &ask, &forget);
    IRBuilder<>(ask).CreateCall(call, {reporting});
    compat::nosanitize(IRBuilder<>(forget).CreateAlignedStore(
        llvm::ConstantInt::get(i32_, 0), reporting_, llvm::Align(4)));
    llvm::appendToGlobalCtors(module_, function, kConstructorPriority,
                              function);
  }

private:
  llvm::Function *stubOf(const char *what) {
    llvm::Function *&stub = stubs_[what];
    if (!stub)
      stub = coldStub(module_, what, /*isWeak=*/!hasMaps_);
    return stub;
  }

  Value *fieldOf(IRBuilder<> &builder, size_t field) {
    auto *thread = llvm::cast<llvm::GlobalVariable>(
        module_
            .getOrInsertGlobal(
                "__mapsan_thread",
                llvm::ArrayType::get(i64_, sizeof(MapsanThread) / 8))
            ->stripPointerCasts());
    thread->setThreadLocalMode(llvm::GlobalValue::InitialExecTLSModel);
    return compat::pointerTo(builder,
                             builder.CreateGEP(builder.getInt8Ty(),
                                               compat::asBytes(thread),
                                               builder.getInt64(field)),
                             i64_);
  }

  llvm::LoadInst *own(IRBuilder<> &builder, size_t field) {
    llvm::LoadInst *load = builder.CreateAlignedLoad(
        i64_, fieldOf(builder, field), llvm::Align(8));
    compat::nosanitize(load);
    return load;
  }

  void countInPlace(Instruction *before) {
    IRBuilder<> builder(before);
    constexpr size_t field = offsetof(MapsanThread, releases);
    Value *next = builder.CreateAdd(own(builder, field), builder.getInt64(1));
    compat::nosanitize(builder.CreateAlignedStore(next, fieldOf(builder, field),
                                                  llvm::Align(8)));
  }

  void countIfThere(Instruction *before) {
    llvm::Function *released = weakly("released");
    Instruction *call =
        llvm::SplitBlockAndInsertIfThen(isThere(released, before), before,
                                        /*Unreachable=*/false);
    IRBuilder<>(call).CreateCall(released);
  }

  static Value *isThere(llvm::Function *function, Instruction *before) {
    return IRBuilder<>(before).CreateICmpNE(
        function, llvm::ConstantPointerNull::get(function->getType()));
  }

  llvm::Function *weakly(const char *what) {
    return runtimeFunction(module_, what, /*isWeak=*/true);
  }

  llvm::Module &module_;
  llvm::LLVMContext &context_;
  bool hasMaps_;
  llvm::Type *i32_, *i64_, *pointer_;
  llvm::GlobalVariable *reporting_ = nullptr;
  std::map<std::string, llvm::Function *> stubs_;
};

} // namespace

bool instrumentAtomics(llvm::Module &module, bool hasMaps) {
  std::vector<Atomic> found = findAtomics(module);
  companionOnce(module, found);
  if (found.empty())
    return false;
  AtomicCalls calls(module, hasMaps);
  for (const Atomic &atomic : found)
    calls.instrument(atomic);
  calls.follow();
  return true;
}

} // namespace mapsan
