// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells the runtime, in report mode, of the elements that a copy or a comparison of
// whole maps has read (EveryMark):
//
//   %r = call @operator==(%one, %other)
//   if (slow thread && %r)                    // else who knows how far it came
//     mapsan.every(site, %one), mapsan.every(site, %other)
//
//   always_inline void mapsan.every(site, map)
//     for (it = begin(map), i = 0; i < min(size(map), kMost); ++it, ++i)
//       __mapsan_element(site, map, it.operator->(), &...->second, size)
//
// Inline, so that the function that copies is in the stack once.
#ifndef MAPSAN_PLUGIN_IR_WHOLE_READS_H
#define MAPSAN_PLUGIN_IR_WHOLE_READS_H

#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"
#include "plugin/ir/sites.h"

#include <map>
#include <string>

namespace mapsan {

class WholeReads {
public:
  WholeReads(llvm::Module &module, Protocol &protocol, const Plan &plan)
      : module_(module), protocol_(protocol), plan_(plan) {}

  /// To be told of each planned call that was wrapped, as Iteration.
  void onWrapped(size_t index, llvm::CallBase &wrapped);

  bool empty() const { return reads_.empty(); }
  /// After all calls were wrapped. `tell` is elementStub().
  void instrument(llvm::Function &tell, Sites &sites);

private:
  static constexpr uint64_t kMost = 1000; // of a larger map, the first ones

  struct Read {
    llvm::CallBase *call;
    const PlannedCall *planned;
    llvm::Value *map;
    bool isNamed; // the call's object is this map
  };

  void instrument(const Read &read, llvm::Function &tell, Sites &sites);
  llvm::Function *everyOf(const Read &read, llvm::Function &tell);
  void fill(llvm::Function &every, const MethodMark &mark,
            llvm::Function &tell);
  llvm::Function *method(const std::string &name) const;

  llvm::Module &module_;
  Protocol &protocol_;
  const Plan &plan_;
  std::vector<Read> reads_;
  std::map<std::string, llvm::Function *> every_;
};

} // namespace mapsan

#endif
