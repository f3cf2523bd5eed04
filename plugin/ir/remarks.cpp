// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plan as Clang's own remarks, so that an editor or a build log shows the
// instrumented calls where other optimisation remarks stand. They need the plan
// as it was made: wrapping replaces the calls they point at.
#include "plugin/ir/remarks.h"

#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/DiagnosticInfo.h"

namespace mapsan {

namespace {

constexpr char kPassName[] = "mapsan";

template <typename Remark>
void emit(llvm::StringRef name, const llvm::CallBase &call,
          const llvm::Twine &text) {
  const llvm::Function &function = *call.getFunction();
  llvm::OptimizationRemarkEmitter emitter(&function);
  emitter.emit([&] {
    Remark remark(kPassName, name, &call);
    remark << text.str();
    return remark;
  });
}

void emitInstrumented(const llvm::CallBase &call, const std::string &operation,
                      const std::string &type, llvm::StringRef effects) {
  emit<llvm::OptimizationRemark>("Instrumented", call,
                                 operation + " on '" + type + "' (" + effects +
                                     ") instrumented");
}

} // namespace

void emitRemarks(const Plan &plan) {
  for (const PlannedCall &planned : plan.calls)
    if (planned.isOperation())
      emitInstrumented(*planned.call, planned.method->mark.name,
                       typeOf(planned), effectNames(planned));
  for (const auto *steps : {&plan.steps, &plan.heldSteps})
    for (const PlannedStep &step : *steps)
      emitInstrumented(*step.call, step.mark.name, step.mark.type,
                       effectName(Effect::Iterate));
  for (const llvm::CallBase *call : plan.left)
    emit<llvm::OptimizationRemarkMissed>(
        "LeftAlone", *call,
        "operation on a map left alone: its call cannot be replaced");
}

} // namespace mapsan
