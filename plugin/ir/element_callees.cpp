// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What bounds it: functions of at most kMostInstructions, calls at most kMostDepth
// deep, kMostCopies in a unit, one copy for each map that has a name, and none of
// what does nothing to its parameter that can be seen.
//
// The standard library's own functions are left alone: what they do to values is
// known by their names (value_calls.cpp), or not worth the code. So are
// constructors and destructors, which are the element's beginning and end.
#include "plugin/ir/element_callees.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/callee_text.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace mapsan {

namespace {

constexpr char kCopyAttribute[] = "mapsan.copy";

bool isOfLibrary(const llvm::Function &function) {
  CalleeText callee;
  if (!textOf(function, callee))
    return false; // extern "C"
  const llvm::StringRef context = callee.context, name = callee.name;
  if (context == "std" || compat::startsWith(context, "std::") ||
      compat::startsWith(context, "__gnu_cxx"))
    return true;
  return name.empty() || name[0] == '~' ||
         name == lastName(context.split('<').first);
}

// What a copy cannot have, or would be another one with.
bool forbidsCopies(const llvm::Instruction &instruction) {
  if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
    if (llvm::isa<llvm::CallBrInst>(call) || call->isMustTailCall())
      return true;
    const llvm::Function *callee = call->getCalledFunction();
    return callee && compat::startsWith(callee->getName(), "llvm.coro");
  }
  return llvm::isa<llvm::IndirectBrInst>(instruction);
}

} // namespace

bool ElementCallees::isCopyable(llvm::Function &function) {
  const auto [known, isNew] = isCopyable_.insert({&function, false});
  if (!isNew)
    return known->second;
  if (function.isDeclaration() || function.isInterposable() ||
      function.isVarArg() ||
      compat::startsWith(function.getName(), "mapsan.") ||
      function.hasFnAttribute(llvm::Attribute::Naked) ||
      function.hasFnAttribute(kCopyAttribute) ||
      function.hasFnAttribute(kMethodAttribute) ||
      function.hasFnAttribute(kIteratorAttribute) ||
      function.hasFnAttribute(kIgnoreAttribute) || isOfLibrary(function))
    return false;
  unsigned count = 0;
  for (const llvm::BasicBlock &block : function)
    if (block.hasAddressTaken())
      return false;
  for (const llvm::Instruction &instruction : llvm::instructions(function))
    if (++count > kMostInstructions || forbidsCopies(instruction))
      return false;
  return isCopyable_[&function] = true;
}

static ElementOrigin originOf(llvm::Function &function, unsigned argument,
                              bool isWhole) {
  ElementOrigin origin;
  origin.value = function.getArg(argument);
  origin.isWhole = isWhole;
  return origin;
}

// Is there anything to see, here or in what it calls in turn?
bool ElementCallees::uses(llvm::Function &function, unsigned argument,
                          bool isWhole, unsigned depth) {
  const auto [known, isNew] =
      uses_.insert({{&function, argument, isWhole}, false});
  if (!isNew)
    return known->second;
  const ElementFlow flow =
      followElements({originOf(function, argument, isWhole)});
  bool isUsed = !flow.accesses.empty();
  for (const ElementPassing &passing : flow.passings)
    isUsed = isUsed || calleeOf(passing, depth);
  return uses_[{&function, argument, isWhole}] = isUsed;
}

llvm::Function *ElementCallees::calleeOf(const ElementPassing &passing,
                                         unsigned depth) {
  llvm::CallBase &call = *passing.call;
  llvm::Function *callee = mapsan::calleeOf(call);
  const unsigned argument = passing.argument;
  if (!callee || callee->getFunctionType() != call.getFunctionType() ||
      depth >= kMostDepth || call.isMustTailCall() ||
      call.hasOperandBundles() ||
      call.getCallingConv() != callee->getCallingConv() ||
      callee->getArg(argument)->hasPassPointeeByValueCopyAttr() ||
      callee->getArg(argument)->hasStructRetAttr() || !isCopyable(*callee))
    return nullptr;
  return uses(*callee, argument, passing.isWhole, depth + 1) ? callee : nullptr;
}

llvm::Function *ElementCallees::copyOf(llvm::Function &callee,
                                       const ElementPassing &passing,
                                       const ElementOrigin &origin,
                                       bool &isNew) {
  isNew = false;
  const Key key{&callee, passing.argument, passing.isWhole, origin.type,
                origin.object ? origin.object->name : std::string()};
  const auto found = copies_.find(key);
  if (found != copies_.end())
    return found->second;
  if (copies_.size() == kMostCopies)
    return nullptr;
  isNew = true;
  llvm::Type *pointer = compat::bytePointer(callee.getContext());
  const llvm::FunctionType *type = callee.getFunctionType();
  std::vector<llvm::Type *> parameters(type->param_begin(), type->param_end());
  parameters.insert(parameters.end(), 2, pointer);
  llvm::Function *copy = llvm::Function::Create(
      llvm::FunctionType::get(type->getReturnType(), parameters, false),
      llvm::GlobalValue::InternalLinkage, callee.getAddressSpace(),
      callee.getName() + kCopySuffix, callee.getParent());
  llvm::ValueToValueMapTy values;
  for (unsigned i = 0; i < callee.arg_size(); ++i)
    values[callee.getArg(i)] = copy->getArg(i);
  llvm::SmallVector<llvm::ReturnInst *, 4> returns;
  llvm::CloneFunctionInto(copy, &callee, values,
                          llvm::CloneFunctionChangeType::LocalChangesOnly,
                          returns);
  copy->setLinkage(llvm::GlobalValue::InternalLinkage);
  copy->setVisibility(llvm::GlobalValue::DefaultVisibility);
  copy->setDLLStorageClass(llvm::GlobalValue::DefaultStorageClass);
  copy->setComdat(nullptr);
  copy->setDSOLocal(true);
  copy->removeFnAttrs(compat::memoryAttributes());
  copy->addFnAttr(kCopyAttribute);
  return copies_[key] = copy;
}

} // namespace mapsan
