// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// At the start of the pipeline code has one shape at every -O level, the one
// that Clang writes:
//
//   %r = call ptr @operator[](ptr %map, ptr %key)        an origin
//   store ptr %r, ptr %reference                         auto &reference = ...
//   %v = load ptr, ptr %reference                        followed again
//   %f = getelementptr %struct.Stats, ptr %v, i32 0, i32 2
//   store i32 1, ptr %f                                  an access
//
// A variable is followed if its own address goes nowhere: then what it holds is
// what was stored there. Anything that is not certain ends the trail: a missed
// access is no harm, a wrong one would be.
#include "plugin/ir/element_flow.h"

#include "plugin/ir/value_calls.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace mapsan {

namespace {

using llvm::dyn_cast;
using llvm::isa;
using llvm::Value;

bool isLifetime(const llvm::User &user) {
  auto *instruction = dyn_cast<llvm::Instruction>(&user);
  return instruction && instruction->isLifetimeStartOrEnd();
}

bool isOnlyLifetime(const Value &value) {
  for (const llvm::User *user : value.users())
    if (!isLifetime(*user))
      return false;
  return true;
}

// Loads, stores and lifetimes of the variable as a whole.
bool isPrivate(const llvm::AllocaInst &variable) {
  if (!variable.isStaticAlloca() || !variable.getAllocatedType()->isPointerTy())
    return false;
  for (const llvm::User *user : variable.users()) {
    if (auto *load = dyn_cast<llvm::LoadInst>(user)) {
      if (load->getType()->isPointerTy())
        continue;
    } else if (auto *store = dyn_cast<llvm::StoreInst>(user)) {
      if (store->getPointerOperand() == &variable &&
          store->getValueOperand()->getType()->isPointerTy())
        continue;
    } else if (isLifetime(*user) ||
               (isa<llvm::BitCastInst>(user) && isOnlyLifetime(*user))) {
      continue;
    }
    return false;
  }
  return true;
}

// The field `first` of a pair: nobody writes keys.
bool isKeyField(const llvm::GetElementPtrInst &field) {
  return field.getSourceElementType()->isStructTy() &&
         field.getNumIndices() == 2 && field.hasAllZeroIndices();
}

class Follower {
public:
  explicit Follower(ElementFlow &flow) : flow_(flow) {}

  void add(Value *value, ElementFlow::From from) {
    if (flow_.values.insert({value, from}).second)
      open_.push_back(value);
  }

  void run() {
    while (!open_.empty()) {
      Value *value = open_.back();
      open_.pop_back();
      const ElementFlow::From from = flow_.values[value];
      for (llvm::Use &use : value->uses())
        if (auto *user = dyn_cast<llvm::Instruction>(use.getUser()))
          visit(*value, from, use, *user);
    }
  }

private:
  void visit(Value &value, ElementFlow::From from, llvm::Use &use,
             llvm::Instruction &user) {
    if (auto *field = dyn_cast<llvm::GetElementPtrInst>(&user)) {
      if (use.getOperandNo() == 0 && !(from.isWhole && isKeyField(*field)))
        add(field, {from.origin, false});
    } else if (isa<llvm::BitCastInst>(user)) {
      add(&user, from);
    } else if (auto *load = dyn_cast<llvm::LoadInst>(&user)) {
      if (load->isSimple())
        access(user, value, sizeOf(load->getType(), user), false);
    } else if (auto *store = dyn_cast<llvm::StoreInst>(&user)) {
      if (&use == &store->getOperandUse(0))
        hold(*store, from);
      else if (store->isSimple())
        access(user, value, sizeOf(store->getValueOperand()->getType(), user),
               true);
    } else if (auto *copy = dyn_cast<llvm::MemIntrinsic>(&user)) {
      if (use.getOperandNo() < 2 && !copy->isVolatile())
        access(user, value, lengthOf(*copy), use.getOperandNo() == 0);
    } else if (auto *call = dyn_cast<llvm::CallBase>(&user)) {
      if (call->isArgOperand(&use))
        visitCall(value, from, *call, call->getArgOperandNo(&use));
    }
  }

  void visitCall(Value &value, ElementFlow::From from, llvm::CallBase &call,
                 unsigned argument) {
    const ValueCall known = valueCall(call, argument);
    switch (known.use) {
    case ValueCall::Use::Same:
      add(&call, from);
      break;
    case ValueCall::Use::Mapped:
      if (from.isWhole)
        add(&call, {from.origin, false});
      break;
    case ValueCall::Use::Read:
    case ValueCall::Use::Write:
      // What such a method owns changes with it; its first bytes stand for all.
      access(call, value, sizeof(void *), known.use == ValueCall::Use::Write,
             known.method);
      break;
    case ValueCall::Use::Key:
      break;
    case ValueCall::Use::Unknown:
      flow_.passings.push_back({&call, argument, &value, from.isWhole});
      break;
    }
  }

  void hold(llvm::StoreInst &store, ElementFlow::From from) {
    auto *variable = dyn_cast<llvm::AllocaInst>(store.getPointerOperand());
    if (!variable || flow_.variables.count(variable) || !isPrivate(*variable))
      return;
    flow_.variables.insert(variable);
    for (llvm::User *user : variable->users())
      if (auto *load = dyn_cast<llvm::LoadInst>(user))
        add(load, from);
  }

  void access(llvm::Instruction &at, Value &pointer, uint64_t size, bool writes,
              std::string method = "") {
    if (size)
      flow_.accesses.push_back(
          {&at, &pointer, size, writes, std::move(method)});
  }

  static uint64_t sizeOf(llvm::Type *type, const llvm::Instruction &at) {
    const llvm::TypeSize size =
        at.getModule()->getDataLayout().getTypeStoreSize(type);
    return size.isScalable() ? 0 : uint64_t(size);
  }

  static uint64_t lengthOf(const llvm::MemIntrinsic &copy) {
    auto *length = dyn_cast<llvm::ConstantInt>(copy.getLength());
    return length ? length->getZExtValue() : 0;
  }

  ElementFlow &flow_;
  std::vector<Value *> open_;
};

} // namespace

ElementFlow followElements(const std::vector<ElementOrigin> &origins) {
  ElementFlow flow;
  Follower follower(flow);
  for (size_t i = 0; i < origins.size(); ++i)
    follower.add(origins[i].value, {i, origins[i].isWhole});
  follower.run();
  return flow;
}

llvm::Value *baseOf(llvm::Value *value, const ElementFlow &flow) {
  if (auto *field = dyn_cast<llvm::GetElementPtrInst>(value))
    return field->getPointerOperand();
  if (auto *cast = dyn_cast<llvm::BitCastInst>(value))
    return cast->getOperand(0);
  if (auto *call = dyn_cast<llvm::CallBase>(value))
    for (llvm::Value *argument : call->args())
      if (flow.values.count(argument) && argument != value)
        return argument; // get<1>, forward
  return nullptr;
}

} // namespace mapsan
