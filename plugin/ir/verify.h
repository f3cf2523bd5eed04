// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A module that came broken is not blamed on us, and one that we broke is never
// passed on. Looked at is what we change, on both sides of the change: whole
// modules cost 1.6 % of a compilation.
#ifndef MAPSAN_PLUGIN_IR_VERIFY_H
#define MAPSAN_PLUGIN_IR_VERIFY_H

#include "plugin/ir/plan.h"

#include "llvm/ADT/DenseMap.h"

namespace mapsan {

class Verifier {
public:
  /// Ends the compilation if a function with planned calls is broken already.
  Verifier(const llvm::Module &module, const Plan &plan);

  /// Ends it if one of them is broken now, or one that is new or has got another
  /// number of instructions.
  void verify() const;

private:
  struct Before {
    unsigned instructions = 0;
    bool isPlanned = false;
  };
  const llvm::Module &module_;
  llvm::DenseMap<const llvm::Function *, Before> before_;
};

} // namespace mapsan

#endif
