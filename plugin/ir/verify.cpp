// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/ir/verify.h"

#include "llvm/IR/Verifier.h"
#include "llvm/Support/ErrorHandling.h"

namespace mapsan {

namespace {

void check(const llvm::Function &function, const char *message) {
  std::string why;
  llvm::raw_string_ostream out(why);
  if (llvm::verifyFunction(function, &out))
    llvm::report_fatal_error(llvm::Twine(message) + " in " +
                                 function.getName() + ":\n" + out.str(),
                             /*gen_crash_diag=*/false);
}

} // namespace

Verifier::Verifier(const llvm::Module &module, const Plan &plan)
    : module_(module) {
  for (const llvm::Function &function : module)
    if (!function.isDeclaration())
      before_[&function].instructions = function.getInstructionCount();
  const auto add = [&](const llvm::CallBase *call) {
    before_[call->getFunction()].isPlanned = true;
  };
  for (const PlannedCall &planned : plan.calls)
    add(planned.call);
  for (const PlannedStep &step : plan.steps)
    add(step.call);
  for (const PlannedStep &step : plan.heldSteps)
    add(step.call);
  for (const PlannedStep &step : plan.dereferences)
    add(step.call);
  for (const PlannedStep &use : plan.lookedAt)
    add(use.call);
  for (const llvm::Function &function : module)
    if (before_.lookup(&function).isPlanned)
      check(function, "mapsan: the module was broken before instrumentation,");
}

void Verifier::verify() const {
  for (const llvm::Function &function : module_) {
    if (function.isDeclaration())
      continue;
    const Before before = before_.lookup(&function);
    if (before.isPlanned ||
        before.instructions != function.getInstructionCount())
      check(function, "mapsan: instrumentation broke the module, please report "
                      "this,");
  }
}

} // namespace mapsan
