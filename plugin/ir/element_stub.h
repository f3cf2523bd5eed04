// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands between an access to an element and the runtime: a function of
// this unit that looks in the thread's own memory whether there is anything to
// tell (runtime/abi/recent.h). Mostly there is not.
#ifndef MAPSAN_PLUGIN_IR_ELEMENT_STUB_H
#define MAPSAN_PLUGIN_IR_ELEMENT_STUB_H

#include "plugin/ir/protocol.h"

namespace mapsan {

/// mapsan.element, with the parameters of __mapsan_element, new. Call it with its
/// calling convention.
llvm::Function *elementStub(llvm::Module &module, Protocol &protocol);

} // namespace mapsan

#endif
