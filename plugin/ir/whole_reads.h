// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the runtime, in report mode, of the elements that a copy or a comparison of
// whole maps has read (EveryMark). Of a comparison its result says how far it came:
//
//   equal: all; not if a member may have seen     mapsan.every of both
//   that the two share their elements
//   not equal, or less, of sorted maps whose      mapsan.common: as far as they
//   keys and values are compared by their bytes   agree, and the one that differs
//   not equal, else                               who knows: nothing
#ifndef MAPSAN_PLUGIN_IR_WHOLE_READS_H
#define MAPSAN_PLUGIN_IR_WHOLE_READS_H

#include "plugin/ir/element_walks.h"
#include "plugin/ir/plan.h"
#include "plugin/ir/sites.h"

namespace mapsan {

class WholeReads {
public:
  WholeReads(llvm::Module &module, Protocol &protocol, const Plan &plan)
      : protocol_(protocol), plan_(plan), walks_(module, protocol) {}

  /// To be told of each planned call that was wrapped, as Iteration.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  bool empty() const { return reads_.empty(); }
  /// After all calls were wrapped. `tell` is elementStub().
  void instrument(llvm::Function &tell, Sites &sites);

private:
  struct Read {
    llvm::CallBase *call;
    const PlannedCall *planned;
    llvm::SmallVector<llvm::Value *, 2> maps; // that are read as a whole
    bool isFirstNamed; // the call's object is the first of them
  };

  void instrument(const Read &read, llvm::Function &tell, Sites &sites);
  void tellEqual(llvm::Instruction *before, const Read &read,
                 llvm::ArrayRef<llvm::Value *> places, llvm::Function &tell);
  void tellCommon(llvm::Instruction *before, const Read &read,
                  llvm::ArrayRef<llvm::Value *> places, llvm::Function &tell);

  Protocol &protocol_;
  const Plan &plan_;
  ElementWalks walks_;
  std::vector<Read> reads_;
};

} // namespace mapsan

#endif
