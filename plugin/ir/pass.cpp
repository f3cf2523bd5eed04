// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plan, then change, and check the module on both sides: a module that came
// broken is not blamed on us, and one that we broke is never passed on.
#include "plugin/ir/pass.h"

#include "plugin/ir/atomic_calls.h"
#include "plugin/ir/elements.h"
#include "plugin/ir/iteration.h"
#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/remarks.h"
#include "plugin/ir/sites.h"
#include "plugin/ir/thunks.h"
#include "plugin/ir/wrapper.h"

#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"

namespace mapsan {

namespace {

void check(const llvm::Module &module, const char *message) {
  std::string why;
  llvm::raw_string_ostream out(why);
  if (llvm::verifyModule(module, &out))
    llvm::report_fatal_error(llvm::Twine(message) + "\n" + out.str(),
                             /*gen_crash_diag=*/false);
}

/// Stacks of this unit are walked by frame pointers, from an operation on: what
/// calls nothing is in no such stack.
bool keepFramePointers(llvm::Module &module) {
  bool any = false;
  for (llvm::Function &function : module) {
    const llvm::StringRef kept =
        function.getFnAttribute("frame-pointer").getValueAsString();
    if (function.isDeclaration() || kept == "all" || kept == "non-leaf")
      continue;
    function.addFnAttr("frame-pointer", "non-leaf");
    any = true;
  }
  return any;
}

} // namespace

llvm::PreservedAnalyses MapsanPass::run(llvm::Module &module,
                                        llvm::ModuleAnalysisManager &) {
  bool changed = keepFramePointers(module);
  Plan plan = makePlan(module);
  if (options_.noElements)
    plan.dereferences.clear();
  addThunks(module, plan);
  if (!plan.wrong.empty())
    llvm::report_fatal_error(
        llvm::Twine("mapsan: a mark cannot be read, please report this: ") +
            plan.wrong.front(),
        /*gen_crash_diag=*/false);
  if (options_.printPlan)
    printPlan(plan, llvm::errs());
  emitRemarks(plan);
  if (!options_.noAtomics)
    changed |= instrumentAtomics(module, !plan.calls.empty());
  if (!plan.calls.empty()) {
    check(module, "mapsan: the module was broken before instrumentation:");
    Protocol protocol(module, options_.tableBits);
    Sites sites(module, options_.tableBits);
    Wrappers wrappers(module, protocol, plan);
    Iteration iteration(module, protocol, plan);
    Elements elements(module, protocol, iteration, plan);
    for (size_t i = 0; i < plan.calls.size(); ++i) {
      llvm::Constant *site = sites.add(plan.calls[i]);
      llvm::CallBase *wrapped = wrappers.wrap(plan.calls[i], site);
      iteration.onWrapped(i, *wrapped);
      if (!options_.noElements)
        elements.onWrapped(i, *wrapped);
    }
    iteration.wrapSteps(sites);
    if (!options_.noElements)
      elements.instrument(sites);
    sites.registerAll();
    check(module, "mapsan: instrumentation broke the module, please report "
                  "this:");
    changed = true;
  }
  return changed ? llvm::PreservedAnalyses::none()
                 : llvm::PreservedAnalyses::all();
}

void addMapsanPass(llvm::PassBuilder &builder) {
  builder.registerPipelineStartEPCallback(
      [](llvm::ModulePassManager &manager, auto...) {
        manager.addPass(MapsanPass(pluginOptions()));
      });
}

} // namespace mapsan
