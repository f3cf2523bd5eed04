// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the runtime, in report mode, of elements that an insertion or erasure has
// moved within an array that stays (ShiftMark):
//
//   before = slow thread ? size() : unknown
//   %r = call %iterator @insert(%map, ...)
//   if (slow thread && size() != before)
//     __mapsan_moved(site, %map, &*%r, &*begin() + before)
#ifndef MAPSAN_PLUGIN_IR_SHIFTED_H
#define MAPSAN_PLUGIN_IR_SHIFTED_H

#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

namespace mapsan {

class Shifted {
public:
  Shifted(Protocol &protocol, const Plan &plan)
      : protocol_(protocol), plan_(plan) {}

  /// The call's site for what it moves, made before it is wrapped; null: nothing.
  static llvm::Constant *siteOf(const PlannedCall &planned, Sites &sites);
  /// To be told of each planned call that was wrapped, as Iteration.
  void onWrapped(size_t index, llvm::CallBase &wrapped, llvm::Constant *site);
  /// After all calls were wrapped.
  void instrument();

private:
  struct Call {
    llvm::CallBase *call;
    const PlannedCall *planned;
    llvm::Value *map;
    llvm::Constant *site;
  };
  void instrument(const Call &call);

  Protocol &protocol_;
  const Plan &plan_;
  std::vector<Call> calls_;
};

} // namespace mapsan

#endif
