// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From Clang 15 on std::move and its like are built in and leave no trace in
// IR. Before, each is a call that returns what it was given.
#ifndef MAPSAN_PLUGIN_COMPAT_STD_MOVE_H
#define MAPSAN_PLUGIN_COMPAT_STD_MOVE_H

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"

namespace mapsan::compat {

/// What `value` is the result of moving or forwarding, or null.
inline const llvm::Value *movedFrom(const llvm::Value *value) {
#if LLVM_VERSION_MAJOR < 15
  const auto *call = llvm::dyn_cast<llvm::CallBase>(value);
  const llvm::Function *callee = call ? call->getCalledFunction() : nullptr;
  if (!callee || call->arg_size() != 1)
    return nullptr;
  llvm::StringRef name = callee->getName();
  if (!name.consume_front("_ZSt") && !name.consume_front("_ZNSt3__1"))
    return nullptr;
  for (const char *same : {"4moveI", "7forwardI", "16move_if_noexceptI",
                           "8as_constI", "9addressofI", "11__addressofI"})
    if (name.startswith(same))
      return call->getArgOperand(0);
#else
  (void)value;
#endif
  return nullptr;
}

} // namespace mapsan::compat

#endif
