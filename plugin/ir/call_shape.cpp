// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the caller promises about memory (pure, readonly) holds for the method,
// not for the wrapper. What it promises about arguments and result is passed
// on; what belongs to the calling convention (sret, byval, zeroext) is said
// at the wrapper too.
#include "plugin/ir/call_shape.h"

#include "plugin/compat/llvm.h"
#include "plugin/marker/marker.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

namespace mapsan {

namespace {

constexpr llvm::Attribute::AttrKind kConvention[] = {
    llvm::Attribute::StructRet, llvm::Attribute::ByVal,
    llvm::Attribute::ByRef,     llvm::Attribute::InReg,
    llvm::Attribute::ZExt,      llvm::Attribute::SExt,
    llvm::Attribute::Alignment, llvm::Attribute::Nest,
    llvm::Attribute::SwiftSelf, llvm::Attribute::SwiftError};

constexpr llvm::Attribute::AttrKind kFromCaller[] = {
    llvm::Attribute::SanitizeAddress,
    llvm::Attribute::SanitizeThread,
    llvm::Attribute::SanitizeMemory,
    llvm::Attribute::SanitizeHWAddress,
    llvm::Attribute::SanitizeMemTag,
    llvm::Attribute::SafeStack,
    llvm::Attribute::ShadowCallStack,
    llvm::Attribute::StackProtect,
    llvm::Attribute::StackProtectReq,
    llvm::Attribute::StackProtectStrong,
    llvm::Attribute::NullPointerIsValid,
    llvm::Attribute::NoImplicitFloat,
    llvm::Attribute::NoRedZone,
    llvm::Attribute::UWTable,
    llvm::Attribute::StrictFP,
    llvm::Attribute::OptimizeForSize,
    llvm::Attribute::MinSize};

llvm::AttributeSet conventionOf(llvm::LLVMContext &context,
                                llvm::AttributeSet all) {
  llvm::AttrBuilder kept(context);
  for (llvm::Attribute::AttrKind kind : kConvention)
    if (all.hasAttribute(kind))
      kept.addAttribute(all.getAttribute(kind));
  return llvm::AttributeSet::get(context, kept);
}

} // namespace

void takeFunctionAttributes(const llvm::Function &from, llvm::Function &to) {
  for (llvm::Attribute::AttrKind kind : kFromCaller)
    if (from.hasFnAttribute(kind))
      to.addFnAttr(from.getFnAttribute(kind));
  for (llvm::Attribute attribute : from.getAttributes().getFnAttrs()) {
    if (!attribute.isStringAttribute())
      continue;
    llvm::StringRef name = attribute.getKindAsString();
    bool skip = false;
    for (const char *prefix :
         {"mapsan.", "instrument-", "patchable-", "xray-", "function-",
          "coroutine", "prologue-", "fentry-"})
      skip |= compat::startsWith(name, prefix);
    if (!skip)
      to.addFnAttr(attribute);
  }
  to.addFnAttr("frame-pointer", "all");
}

/// The call's convention attributes, without any of the function itself.
llvm::AttributeList conventionOf(const llvm::CallBase &call) {
  llvm::LLVMContext &context = call.getContext();
  llvm::AttributeList all = call.getAttributes();
  std::vector<llvm::AttributeSet> parameters;
  for (unsigned i = 0; i < call.arg_size(); ++i)
    parameters.push_back(conventionOf(context, all.getParamAttrs(i)));
  return llvm::AttributeList::get(context, llvm::AttributeSet(),
                                  conventionOf(context, all.getRetAttrs()),
                                  parameters);
}

std::string targetOf(const llvm::Function &function) {
  return function.getFnAttribute("target-cpu").getValueAsString().str() + '/' +
         function.getFnAttribute("target-features").getValueAsString().str();
}

llvm::Function *declareWrapper(const llvm::CallBase &call,
                               const llvm::Twine &name, unsigned extra) {
  llvm::Module &module = *const_cast<llvm::Module *>(call.getModule());
  const llvm::FunctionType *type = call.getFunctionType();
  std::vector<llvm::Type *> parameters(type->param_begin(), type->param_end());
  parameters.insert(parameters.end(), extra,
                    compat::bytePointer(module.getContext()));
  llvm::Function *wrapper = llvm::Function::Create(
      llvm::FunctionType::get(type->getReturnType(), parameters, false),
      llvm::GlobalValue::InternalLinkage, name, module);
  wrapper->setCallingConv(call.getCallingConv());
  wrapper->setAttributes(conventionOf(call));
  takeFunctionAttributes(*call.getFunction(), *wrapper);
  wrapper->addFnAttr(llvm::Attribute::InlineHint);
  wrapper->setDSOLocal(true);
  return wrapper;
}

llvm::CallBase *replaceCall(llvm::CallBase &call, llvm::Function &wrapper,
                            llvm::ArrayRef<llvm::Value *> extra) {
  std::vector<llvm::Value *> arguments(call.arg_begin(), call.arg_end());
  llvm::IRBuilder<> builder(&call);
  for (llvm::Value *value : extra)
    arguments.push_back(builder.CreatePointerCast(
        value, wrapper.getArg(unsigned(arguments.size()))->getType()));
  llvm::CallBase *replacement;
  if (auto *invoke = llvm::dyn_cast<llvm::InvokeInst>(&call)) {
    replacement = builder.CreateInvoke(&wrapper, invoke->getNormalDest(),
                                       invoke->getUnwindDest(), arguments);
  } else {
    llvm::CallInst *plain = builder.CreateCall(&wrapper, arguments);
    plain->setTailCallKind(llvm::cast<llvm::CallInst>(call).getTailCallKind());
    replacement = plain;
  }
  replacement->setCallingConv(call.getCallingConv());
  llvm::AttributeList attributes = call.getAttributes().removeFnAttributes(
      call.getContext(), compat::memoryAttributes());
  attributes =
      attributes.removeFnAttribute(call.getContext(), kObjectAttribute);
  replacement->setAttributes(attributes);
  replacement->setDebugLoc(call.getDebugLoc());
  replacement->takeName(&call);
  call.replaceAllUsesWith(replacement);
  call.eraseFromParent();
  return replacement;
}

llvm::Instruction *afterCall(llvm::CallBase &call) {
  auto *invoke = llvm::dyn_cast<llvm::InvokeInst>(&call);
  if (!invoke)
    return call.getNextNode();
  llvm::BasicBlock *next = invoke->getNormalDest();
  if (!next->getSinglePredecessor()) {
    llvm::BasicBlock *between = llvm::BasicBlock::Create(
        call.getContext(), "mapsan.returned", call.getFunction(), next);
    llvm::IRBuilder<>(between).CreateBr(next);
    next->replacePhiUsesWith(call.getParent(), between);
    invoke->setNormalDest(between);
    next = between;
  }
  return &*next->getFirstInsertionPt();
}

} // namespace mapsan
