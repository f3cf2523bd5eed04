// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instructions, and what Clang calls instead where the machine has none:
//
//   __atomic_load_16(address, order)            sizes 1 to 16
//   __atomic_store_16(address, value, order)
//   __atomic_exchange_16, __atomic_fetch_add_16 ... (address, value, order)
//   __atomic_compare_exchange_16(address, expected, desired, order, failure)
//   __atomic_load(size, address, ...)           any size; else the same
#include "plugin/ir/atomics.h"

#include "plugin/compat/llvm.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/Support/AtomicOrdering.h"

namespace mapsan {

namespace {

using Kind = Atomic::Kind;
using llvm::dyn_cast;

llvm::Value *numberOf(llvm::AtomicOrdering order,
                      const llvm::Instruction &instruction) {
  return llvm::ConstantInt::get(
      llvm::Type::getInt32Ty(instruction.getContext()),
      static_cast<uint64_t>(llvm::toCABI(order)));
}

Atomic plain(llvm::Instruction &instruction, Kind kind, llvm::Value *address,
             llvm::AtomicOrdering order) {
  return {&instruction, kind,
          address,      numberOf(order, instruction),
          nullptr,      kind != Kind::Load && llvm::isReleaseOrStronger(order)};
}

bool isShared(llvm::SyncScope::ID scope) {
  return scope != llvm::SyncScope::SingleThread;
}

bool isLibraryCall(llvm::CallInst &call, Atomic &found) {
  const llvm::Function *callee = call.getCalledFunction();
  if (!callee || !compat::startsWith(callee->getName(), "__atomic_"))
    return false;
  const llvm::StringRef name = callee->getName().drop_front(9);
  const bool isSized =
      !name.empty() && name.back() >= '0' && name.back() <= '9';
  const auto is = [&](const char *what) {
    return compat::startsWith(name, what);
  };
  const bool isSwap = is("compare_exchange");
  const Kind kind = isSwap        ? Kind::Swap
                    : is("load")  ? Kind::Load
                    : is("store") ? Kind::Store
                                  : Kind::Update;
  if (kind == Kind::Update && !is("exchange") && !is("fetch_"))
    return false;
  const unsigned address = isSized ? 0 : 1, orders = isSwap ? 2 : 1;
  const unsigned count = call.arg_size();
  if (count < address + 1 + orders ||
      !call.getArgOperand(address)->getType()->isPointerTy())
    return false;
  for (unsigned i = count - orders; i < count; ++i)
    if (!call.getArgOperand(i)->getType()->isIntegerTy(32))
      return false;
  found = {&call,
           kind,
           call.getArgOperand(address),
           call.getArgOperand(count - orders),
           isSwap ? call.getArgOperand(count - 1) : nullptr,
           kind != Kind::Load};
  return true;
}

bool isAtomic(llvm::Instruction &instruction, Atomic &found) {
  if (auto *load = dyn_cast<llvm::LoadInst>(&instruction)) {
    if (!load->isAtomic() || !isShared(load->getSyncScopeID()))
      return false;
    found = plain(instruction, Kind::Load, load->getPointerOperand(),
                  load->getOrdering());
    return true;
  }
  if (auto *store = dyn_cast<llvm::StoreInst>(&instruction)) {
    if (!store->isAtomic() || !isShared(store->getSyncScopeID()))
      return false;
    found = plain(instruction, Kind::Store, store->getPointerOperand(),
                  store->getOrdering());
    return true;
  }
  if (auto *update = dyn_cast<llvm::AtomicRMWInst>(&instruction)) {
    found = plain(instruction, Kind::Update, update->getPointerOperand(),
                  update->getOrdering());
    return isShared(update->getSyncScopeID());
  }
  if (auto *swap = dyn_cast<llvm::AtomicCmpXchgInst>(&instruction)) {
    found = plain(instruction, Kind::Swap, swap->getPointerOperand(),
                  swap->getSuccessOrdering());
    found.failure = numberOf(swap->getFailureOrdering(), instruction);
    return isShared(swap->getSyncScopeID());
  }
  if (auto *fence = dyn_cast<llvm::FenceInst>(&instruction)) {
    found = plain(instruction, Kind::Fence, nullptr, fence->getOrdering());
    return isShared(fence->getSyncScopeID());
  }
  auto *call = dyn_cast<llvm::CallInst>(&instruction);
  return call && isLibraryCall(*call, found);
}

} // namespace

std::vector<Atomic> findAtomics(llvm::Module &module) {
  std::vector<Atomic> found;
  for (llvm::Function &function : module) {
    if (function.hasFnAttribute(llvm::Attribute::Naked))
      continue;
    Atomic atomic;
    for (llvm::Instruction &instruction : llvm::instructions(function))
      if (isAtomic(instruction, atomic))
        found.push_back(atomic);
  }
  return found;
}

} // namespace mapsan
