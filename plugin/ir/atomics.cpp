// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   unit with maps       ++__mapsan_thread.releases      (this thread's own)
//   unit without maps    if (&__mapsan_released) __mapsan_released();
//
// The second form links without the runtime: a unit without maps may be part of
// a program that was not meant to be checked, a configure test for instance.
#include "plugin/ir/atomics.h"

#include "plugin/compat/llvm.h"
#include "runtime/abi/thread.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <cstddef>
#include <vector>

namespace mapsan {

namespace {

bool releases(llvm::AtomicOrdering ordering, llvm::SyncScope::ID scope) {
  return scope != llvm::SyncScope::SingleThread &&
         llvm::isReleaseOrStronger(ordering);
}

bool isRelease(const llvm::Instruction &instruction) {
  if (const auto *store = llvm::dyn_cast<llvm::StoreInst>(&instruction))
    return store->isAtomic() &&
           releases(store->getOrdering(), store->getSyncScopeID());
  if (const auto *update = llvm::dyn_cast<llvm::AtomicRMWInst>(&instruction))
    return releases(update->getOrdering(), update->getSyncScopeID());
  if (const auto *swap = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&instruction))
    return releases(swap->getSuccessOrdering(), swap->getSyncScopeID());
  if (const auto *fence = llvm::dyn_cast<llvm::FenceInst>(&instruction))
    return releases(fence->getOrdering(), fence->getSyncScopeID());
  return false;
}

std::vector<llvm::Instruction *> findReleases(llvm::Module &module) {
  std::vector<llvm::Instruction *> found;
  for (llvm::Function &function : module) {
    if (function.hasFnAttribute(llvm::Attribute::Naked))
      continue;
    for (llvm::Instruction &instruction : llvm::instructions(function))
      if (isRelease(instruction))
        found.push_back(&instruction);
  }
  return found;
}

void countInPlace(llvm::Instruction *before) {
  llvm::Module &module = *before->getModule();
  llvm::IRBuilder<> builder(before);
  llvm::Type *i64 = builder.getInt64Ty();
  auto *thread = llvm::cast<llvm::GlobalVariable>(
      module
          .getOrInsertGlobal(
              "__mapsan_thread",
              llvm::ArrayType::get(i64, sizeof(MapsanThread) / 8))
          ->stripPointerCasts());
  thread->setThreadLocalMode(llvm::GlobalValue::InitialExecTLSModel);
  llvm::Value *count = compat::pointerTo(
      builder,
      builder.CreateGEP(builder.getInt8Ty(), compat::asBytes(thread),
                        builder.getInt64(offsetof(MapsanThread, releases))),
      i64);
  llvm::LoadInst *now = builder.CreateAlignedLoad(i64, count, llvm::Align(8));
  llvm::StoreInst *then = builder.CreateAlignedStore(
      builder.CreateAdd(now, builder.getInt64(1)), count, llvm::Align(8));
  compat::nosanitize(now);
  compat::nosanitize(then);
}

void countIfThere(llvm::Instruction *before) {
  llvm::Module &module = *before->getModule();
  llvm::FunctionCallee released = module.getOrInsertFunction(
      "__mapsan_released", llvm::Type::getVoidTy(module.getContext()));
  auto *function = llvm::cast<llvm::Function>(released.getCallee());
  function->setLinkage(llvm::GlobalValue::ExternalWeakLinkage);
  function->setDoesNotThrow();
  llvm::IRBuilder<> builder(before);
  llvm::Value *isThere = builder.CreateICmpNE(
      function, llvm::ConstantPointerNull::get(function->getType()));
  llvm::Instruction *call =
      llvm::SplitBlockAndInsertIfThen(isThere, before, /*Unreachable=*/false);
  llvm::IRBuilder<>(call).CreateCall(released);
}

} // namespace

bool countReleases(llvm::Module &module, bool hasMaps) {
  const std::vector<llvm::Instruction *> found = findReleases(module);
  for (llvm::Instruction *instruction : found)
    hasMaps ? countInPlace(instruction) : countIfThere(instruction);
  return !found.empty();
}

} // namespace mapsan
