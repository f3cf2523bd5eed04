// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mangled names find functions; position and callee together find calls. A
// callee may hide behind a bitcast (Clang 14 calls a base's destructor for the
// derived one that way).
#include "plugin/ast/attach.h"

#include "plugin/marker/marker.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/Path.h"

namespace mapsan {

namespace {

bool attachToFunctions(llvm::Module &module, const char *attribute,
                       const std::map<std::string, std::string> &marks) {
  bool any = false;
  for (const auto &[name, text] : marks) {
    if (llvm::Function *function = module.getFunction(name)) {
      function->addFnAttr(attribute, text);
      any = true;
    }
  }
  return any;
}

// Functions, and aliases of functions (C1 of C2).
using Callees = llvm::SmallPtrSet<const llvm::Value *, 32>;

void attachToCall(llvm::CallBase &call, const Callees &marked,
                  const MarkTable &table) {
  const llvm::Value *callee = call.getCalledOperand()->stripPointerCasts();
  const llvm::DILocation *location = call.getDebugLoc();
  if (!location || !marked.count(callee))
    return;
  CallPosition position{
      callee->getName().str(),
      llvm::sys::path::filename(location->getFilename()).str(),
      location->getLine(), location->getColumn()};
  auto object = table.objects.find(position);
  if (object != table.objects.end() && !object->second.empty())
    call.addFnAttr(llvm::Attribute::get(call.getContext(), kObjectAttribute,
                                        object->second));
  if (table.ignoredCalls.count(position))
    call.addFnAttr(llvm::Attribute::get(call.getContext(), kIgnoreAttribute));
}

struct AttachMarksPass : llvm::PassInfoMixin<AttachMarksPass> {
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &) {
    attachMarks(module, markTable());
    return llvm::PreservedAnalyses::all(); // attributes of ours only
  }
  static bool isRequired() { return true; } // also at -O0 and with optnone
};

} // namespace

bool attachMarks(llvm::Module &module, const MarkTable &table) {
  bool any = attachToFunctions(module, kMethodAttribute, table.methods);
  any |= attachToFunctions(module, kIteratorAttribute, table.iterators);
  if (!any)
    return false;
  attachToFunctions(module, kInsideAttribute, table.inside);
  for (const std::string &name : table.ignoredFunctions)
    if (llvm::Function *function = module.getFunction(name))
      function->addFnAttr(kIgnoreAttribute);
  if (table.objects.empty() && table.ignoredCalls.empty())
    return true;
  Callees marked;
  for (const auto &[name, text] : table.methods)
    if (const llvm::Value *callee = module.getNamedValue(name))
      marked.insert(callee);
  for (llvm::Function &function : module)
    for (llvm::Instruction &instruction : llvm::instructions(function))
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction))
        attachToCall(*call, marked, table);
  return true;
}

void addAttachMarks(llvm::PassBuilder &builder) {
  builder.registerPipelineStartEPCallback(
      [](llvm::ModulePassManager &manager, auto...) {
        manager.addPass(AttachMarksPass());
      });
}

} // namespace mapsan
