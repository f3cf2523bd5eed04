// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rare calls of the runtime that cost the code around them no registers: through
// a function of this unit that saves nearly every register.
#ifndef MAPSAN_PLUGIN_IR_COLD_STUB_H
#define MAPSAN_PLUGIN_IR_COLD_STUB_H

#include "llvm/IR/Module.h"

namespace mapsan {

/// preserve_most void mapsan.<what>(...) { __mapsan_<what>(...); }, new. Call it
/// with its calling convention. `isWeak`: the unit links without the runtime; the
/// caller has looked whether it is there.
llvm::Function *coldStub(llvm::Module &module, llvm::StringRef what,
                         bool isWeak);

/// An internal function that saves nearly every register, without a body.
llvm::Function *coldFunction(llvm::Module &module, llvm::FunctionType *type,
                             const llvm::Twine &name);

/// __mapsan_<what>, declared. `isWeak`: it may be missing.
llvm::Function *runtimeFunction(llvm::Module &module, llvm::StringRef what,
                                bool isWeak);

/// The type of __mapsan_<what>, as calls.def has it; null if it is not there.
llvm::FunctionType *typeOfCall(llvm::LLVMContext &context,
                               llvm::StringRef what);

} // namespace mapsan

#endif
