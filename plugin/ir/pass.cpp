// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plan, then change, and verify on both sides.
#include "plugin/ir/pass.h"

#include "plugin/ir/atomic_calls.h"
#include "plugin/ir/elements.h"
#include "plugin/ir/held_iterators.h"
#include "plugin/ir/iteration.h"
#include "plugin/ir/overwritten.h"
#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/remarks.h"
#include "plugin/ir/shifted.h"
#include "plugin/ir/sites.h"
#include "plugin/ir/thunks.h"
#include "plugin/ir/verify.h"
#include "plugin/ir/whole_reads.h"
#include "plugin/ir/wrapper.h"

#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/ErrorHandling.h"

namespace mapsan {

namespace {

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
  enum : unsigned { kLocal, kDeep, kOff }; // MAPSAN_LEVELS of options.def
  const bool withElements = options_.elements != kOff;
  if (!withElements)
    plan.dereferences.clear();
  const Verifier verifier(module, plan);
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
  if (!plan.calls.empty() || !plan.heldSteps.empty()) {
    Protocol protocol(module, options_.tableBits);
    Sites sites(module, options_.tableBits);
    Wrappers wrappers(module, protocol, plan);
    HeldIterators held(module, protocol, plan);
    Iteration iteration(module, protocol, held, plan);
    Elements elements(module, protocol, iteration, plan,
                      options_.elements == kDeep);
    Overwritten overwritten(protocol, plan);
    Shifted shifted(protocol, plan);
    WholeReads wholeReads(module, protocol, plan);
    for (size_t i = 0; i < plan.calls.size(); ++i) {
      const PlannedCall &planned = plan.calls[i];
      llvm::Constant *shiftSite =
          withElements ? Shifted::siteOf(planned, sites) : nullptr;
      llvm::CallBase *wrapped = planned.isOperation()
                                    ? wrappers.wrap(planned, sites.add(planned))
                                    : planned.call;
      iteration.onWrapped(i, *wrapped);
      held.onWrapped(i, *wrapped);
      if (withElements && planned.isOperation()) {
        elements.onWrapped(i, *wrapped);
        overwritten.onWrapped(i, *wrapped);
        wholeReads.onWrapped(i, *wrapped);
        shifted.onWrapped(i, *wrapped, shiftSite);
      }
    }
    iteration.wrapSteps(sites);
    held.wrapSteps(sites);
    if (withElements)
      elements.instrument(sites);
    if (!overwritten.empty())
      overwritten.instrument(elements.stub(), sites);
    if (!wholeReads.empty())
      wholeReads.instrument(elements.stub(), sites);
    shifted.instrument();
    sites.registerAll();
    changed = true;
  }
  verifier.verify();
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
