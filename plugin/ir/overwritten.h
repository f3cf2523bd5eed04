// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the runtime, in report mode, of elements that a method of the map has
// overwritten (OverwriteMark):
//
//   %r = call {iterator, bool} @insert_or_assign(%map, ...)
//   if (slow thread && !%r.second)
//     __mapsan_element(site, %map, %r.first.operator->(), &...->second, size)
//
// If the result is an iterator alone, it was there if size() is what it was before.
#ifndef MAPSAN_PLUGIN_IR_OVERWRITTEN_H
#define MAPSAN_PLUGIN_IR_OVERWRITTEN_H

#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

namespace mapsan {

class Overwritten {
public:
  Overwritten(Protocol &protocol, const Plan &plan)
      : protocol_(protocol), plan_(plan) {}

  /// To be told of each planned call that was wrapped, as Iteration.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  bool empty() const { return calls_.empty(); }
  /// After all calls were wrapped. `tell` is elementStub().
  void instrument(llvm::Function &tell, Sites &sites);

private:
  struct Call {
    llvm::CallBase *call;
    const PlannedCall *planned;
    llvm::Value *map;
  };

  void instrument(const Call &call, llvm::Function &tell, Sites &sites);
  llvm::Value *wasThere(llvm::IRBuilder<> &builder, const Call &call,
                        llvm::Value *sizeBefore);

  Protocol &protocol_;
  const Plan &plan_;
  std::vector<Call> calls_;
};

} // namespace mapsan

#endif
