// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   auto [at, isNew] = m.insert(e);    %pair = what insert returned
//                                      %at = std::get<0>(&%pair)
//   ++at;                              operator++(load %at): &%pair, too
//
// So pointers are followed back through references that are set once, and through
// std::get.
#include "plugin/ir/local_place.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/callee_text.h"
#include "plugin/ir/plan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DataLayout.h"

namespace mapsan {

using llvm::dyn_cast;
using llvm::isa;
using llvm::Value;

namespace {

/// A reference to a reference to ...
constexpr unsigned kMostReferences = 4;

// LLVM 14 has pointers with types: there a cast comes between.
bool isForLifetimes(const llvm::User &user) {
  if (isa<llvm::BitCastInst>(user))
    return llvm::all_of(user.users(), [](const llvm::User *each) {
      return isForLifetimes(*each);
    });
  auto *instruction = dyn_cast<llvm::Instruction>(&user);
  return instruction && instruction->isLifetimeStartOrEnd();
}

bool isPair(llvm::StringRef type) {
  return type.consume_front("std::") &&
         lastName(type.split('<').first) == "pair";
}

} // namespace

Value *onlyValueOf(Value *pointer) {
  auto *variable = dyn_cast<llvm::AllocaInst>(pointer);
  Value *value = nullptr;
  if (!variable)
    return nullptr;
  for (llvm::User *user : variable->users()) {
    if (auto *store = dyn_cast<llvm::StoreInst>(user)) {
      if (value || store->getPointerOperand() != variable)
        return nullptr;
      value = store->getValueOperand();
    } else if (!isa<llvm::LoadInst>(user) && !isForLifetimes(*user)) {
      return nullptr;
    }
  }
  return value;
}

llvm::AllocaInst *onlyHolderOf(const llvm::StoreInst &store) {
  auto *holder = dyn_cast<llvm::AllocaInst>(
      const_cast<Value *>(store.getPointerOperand())->stripPointerCasts());
  return holder && onlyValueOf(holder) == store.getValueOperand() ? holder
                                                                  : nullptr;
}

PairMember memberOfPair(const llvm::CallBase &call) {
  const llvm::Function *function = calleeOf(call);
  CalleeText callee;
  if (!function || call.arg_size() != 1 || !call.getType()->isPointerTy() ||
      function->getName().find("3get") == llvm::StringRef::npos ||
      !textOf(*function, callee) || callee.name != "get" ||
      !compat::startsWith(callee.context, "std") ||
      callee.parameters.size() != 1 || !isPair(callee.parameters[0]))
    return PairMember::None;
  // The first template argument: _ZSt3getILm1E..., _ZNSt3__13getB8ne190107ILm1E...
  const llvm::StringRef mangled = function->getName();
  const llvm::StringRef member = mangled.substr(mangled.find("ILm"));
  if (compat::startsWith(member, "ILm0E"))
    return PairMember::First;
  const llvm::StringRef pair = llvm::StringRef(callee.parameters[0]).rtrim('&');
  const bool isFlag =
      compat::startsWith(member, "ILm1E") && pair.take_back(7) == ", bool>";
  return isFlag ? PairMember::Flag : PairMember::None;
}

IteratorVariable localPlaceOf(Value *pointer, const llvm::DataLayout &layout) {
  int64_t offset = 0;
  for (unsigned i = 0; i < kMostReferences; ++i) {
    llvm::APInt further(layout.getIndexTypeSizeInBits(pointer->getType()), 0);
    pointer = pointer->stripAndAccumulateConstantOffsets(
        layout, further, /*AllowNonInbounds=*/true);
    offset += further.getSExtValue();
    if (auto *variable = dyn_cast<llvm::AllocaInst>(pointer))
      return {variable, offset};
    if (auto *load = dyn_cast<llvm::LoadInst>(pointer)) {
      pointer = onlyValueOf(load->getPointerOperand()->stripPointerCasts());
      if (!pointer || !pointer->getType()->isPointerTy())
        break;
    }
    if (auto *call = dyn_cast<llvm::CallBase>(pointer);
        call && memberOfPair(*call) == PairMember::First)
      pointer = call->getArgOperand(0);
  }
  return {nullptr, 0};
}

} // namespace mapsan
