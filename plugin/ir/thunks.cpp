// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A method called through a pointer has no call that names it: virtual methods,
// std::invoke(&Map::size, map), and the destructors of global maps, which
// __cxa_atexit gets by address. Their address becomes that of
//
//   define linkonce_odr R @mapsan.thunk.M(args...) { ret @M(args...) }
//
// and the call in it is instrumented like any other. The method itself stays as
// it is, so calls that name it are not counted twice.
//
// The thunk has the linkage of the method: there is one in the program if there
// is one method, and two pointers to a method are equal whichever units of ours
// they come from. (A unit compiled without the plugin has the method's own
// address; docs/limits.md.)
//
// Not replaced: the callee of a call, aliases, what only keeps a function alive
// (llvm.used), and functions marked "mapsan.ignore".
#include "plugin/ir/thunks.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalAlias.h"

namespace mapsan {

namespace {

bool isAddressUse(const llvm::User &user);

/// A constant that is part of something that is an address use.
bool leadsToAddressUse(const llvm::Constant &constant) {
  for (const llvm::User *user : constant.users())
    if (isAddressUse(*user))
      return true;
  return false;
}

bool isAddressUse(const llvm::User &user) {
  if (const auto *instruction = llvm::dyn_cast<llvm::Instruction>(&user))
    return !instruction->getFunction()->hasFnAttribute(kIgnoreAttribute);
  if (const auto *variable = llvm::dyn_cast<llvm::GlobalVariable>(&user))
    return !compat::startsWith(variable->getName(), "llvm.");
  if (llvm::isa<llvm::ConstantExpr, llvm::ConstantAggregate>(user))
    return leadsToAddressUse(llvm::cast<llvm::Constant>(user));
  return false;
}

bool takesAddress(const llvm::Use &use) {
  const auto *call = llvm::dyn_cast<llvm::CallBase>(use.getUser());
  if (call && call->isCallee(&use))
    return false;
  // A cast that is only ever called (LLVM 14).
  if (const auto *cast = llvm::dyn_cast<llvm::ConstantExpr>(use.getUser())) {
    bool onlyCalled = !cast->use_empty();
    for (const llvm::Use &outer : cast->uses()) {
      const auto *outerCall = llvm::dyn_cast<llvm::CallBase>(outer.getUser());
      onlyCalled &= outerCall && outerCall->isCallee(&outer);
    }
    if (onlyCalled)
      return false;
  }
  return isAddressUse(*use.getUser());
}

bool hasTakenAddress(const llvm::GlobalValue &symbol) {
  for (const llvm::Use &use : symbol.uses())
    if (takesAddress(use))
      return true;
  return false;
}

llvm::Function *makeThunk(llvm::GlobalValue &symbol, const Method &method,
                          Plan &plan) {
  llvm::Module &module = *symbol.getParent();
  llvm::Function &original = *method.function;
  bool isLocal = symbol.hasLocalLinkage();
  std::string name = ("mapsan.thunk." + symbol.getName()).str();
  llvm::Function *thunk =
      llvm::Function::Create(original.getFunctionType(),
                             isLocal ? llvm::GlobalValue::InternalLinkage
                                     : llvm::GlobalValue::LinkOnceODRLinkage,
                             name, module);
  if (!isLocal) {
    thunk->setComdat(module.getOrInsertComdat(name));
    thunk->setVisibility(symbol.getVisibility());
  }
  thunk->setDSOLocal(isLocal || !symbol.hasDefaultVisibility());
  thunk->setCallingConv(original.getCallingConv());
  llvm::IRBuilder<> builder(
      llvm::BasicBlock::Create(module.getContext(), "entry", thunk));
  std::vector<llvm::Value *> arguments;
  for (llvm::Argument &argument : thunk->args())
    arguments.push_back(&argument);
  llvm::Value *callee =
      compat::pointerTo(builder, &symbol, original.getFunctionType());
  llvm::CallInst *call =
      builder.CreateCall(original.getFunctionType(), callee, arguments);
  call->setCallingConv(original.getCallingConv());
  call->setAttributes(
      original.getAttributes().removeFnAttributes(module.getContext()));
  thunk->setAttributes(conventionOf(*call));
  takeFunctionAttributes(original, *thunk);
  if (original.doesNotThrow()) {
    thunk->setDoesNotThrow();
    call->setDoesNotThrow();
  }
  if (call->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);

  PlannedCall planned;
  planned.call = call;
  planned.method = &method;
  planned.operands = operandsWithEffect(*call, method);
  planned.place.file = module.getSourceFileName();
  planned.place.function = method.mark.name + " called through a pointer";
  plan.calls.push_back(std::move(planned));
  return thunk;
}

} // namespace

void addThunks(llvm::Module &module, Plan &plan) {
  std::vector<llvm::GlobalValue *> symbols;
  for (const std::unique_ptr<Method> &method : plan.methods)
    symbols.push_back(method->function);
  for (llvm::GlobalAlias &alias : module.aliases())
    symbols.push_back(&alias);
  for (llvm::GlobalValue *symbol : symbols) {
    if (!hasTakenAddress(*symbol))
      continue;
    auto method = plan.methodOf.find(
        llvm::dyn_cast_or_null<llvm::Function>(symbol->getAliaseeObject()));
    if (method == plan.methodOf.end())
      continue;
    bool hasEffect = false;
    for (const Operand &operand : method->second->mark.operands)
      hasEffect |= operand.effect != Effect::None;
    if (!hasEffect)
      continue;
    if (method->second->function->isVarArg()) {
      ++plan.leftAddresses;
      continue;
    }
    llvm::Function *thunk = makeThunk(*symbol, *method->second, plan);
    symbol->replaceUsesWithIf(
        compat::sameTypeAs(thunk, symbol), [&](llvm::Use &use) {
          const auto *instruction =
              llvm::dyn_cast<llvm::Instruction>(use.getUser());
          return takesAddress(use) &&
                 !(instruction && instruction->getFunction() == thunk);
        });
  }
}

} // namespace mapsan
