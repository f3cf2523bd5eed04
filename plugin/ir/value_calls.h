// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a call does with a value whose address it gets, where the standard says
// so: methods of std::string, std::vector and the like, their copies, and
// functions that hand the address back.
#ifndef MAPSAN_PLUGIN_IR_VALUE_CALLS_H
#define MAPSAN_PLUGIN_IR_VALUE_CALLS_H

#include "llvm/IR/InstrTypes.h"

#include <string>

namespace mapsan {

struct ValueCall {
  enum class Use {
    Unknown, // nothing may be claimed
    Read,
    Write,
    Key,    // the result is the address of the pair's key
    Mapped, // the result is the address of the pair's mapped value
    Same,   // the result is the address itself
  };
  Use use = Use::Unknown;
  std::string method; // "push_back", of Read and Write
};

/// What the call does with its argument number `argument`, a pointer.
ValueCall valueCall(const llvm::CallBase &call, unsigned argument);

} // namespace mapsan

#endif
