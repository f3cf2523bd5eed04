// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the runtime of accesses to elements, in report mode.
#ifndef MAPSAN_PLUGIN_IR_ELEMENTS_H
#define MAPSAN_PLUGIN_IR_ELEMENTS_H

#include "plugin/ir/element_callees.h"
#include "plugin/ir/element_flow.h"
#include "plugin/ir/iteration.h"
#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

#include "llvm/IR/ValueHandle.h"

namespace mapsan {

class Elements {
public:
  Elements(llvm::Module &module, Protocol &protocol, Iteration &iteration,
           const Plan &plan, bool isDeep);

  /// To be told of each planned call that was wrapped, as Iteration.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  /// After all calls and steps were wrapped.
  void instrument(Sites &sites);

  /// elementStub(), one for the unit.
  llvm::Function &stub();

private:
  /// What is known of a followed value when the program runs.
  struct Known {
    llvm::Value *map = nullptr;  // a number; 0: not known, or flag mode
    llvm::Value *pair = nullptr; // pointer to key and value
  };
  struct Origin : ElementOrigin {
    llvm::Value *map = nullptr;        // of a method's result
    const PlannedStep *step = nullptr; // of a dereference
    bool isGiven = false;              // a parameter of a copy
  };
  /// A call that is to be told of the element.
  struct Passed {
    ElementPassing passing;
    llvm::WeakVH call; // null: it was
    Origin origin;
    Known known;
    unsigned depth;
  };
  class Function;

  void follow(const std::vector<Origin> &origins, unsigned depth, Sites &sites,
              std::vector<Passed> &passed);
  void redirect(const Passed &passed, Sites &sites, std::vector<Passed> &more);

  llvm::Module &module_;
  Protocol &protocol_;
  Iteration &iteration_;
  const Plan &plan_;
  bool isDeep_;
  ElementCallees callees_;
  llvm::Type *i64_, *pointer_;
  llvm::Function *stub_ = nullptr;
  llvm::MapVector<llvm::Function *, std::vector<Origin>> origins_;
};

} // namespace mapsan

#endif
