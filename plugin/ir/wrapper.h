// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wrappers: `mapsan.wrap.<method>(arguments..., site)` is begin, the original
// call, end. One for each method, type of the call and target features.
#ifndef MAPSAN_PLUGIN_IR_WRAPPER_H
#define MAPSAN_PLUGIN_IR_WRAPPER_H

#include "plugin/ir/plan.h"
#include "plugin/ir/protocol.h"

#include <map>
#include <tuple>

namespace mapsan {

class Wrappers {
public:
  Wrappers(llvm::Module &module, Protocol &protocol, const Plan &plan);

  /// Replaces the call by one of its wrapper, with `site` as last argument,
  /// and returns the new call.
  llvm::CallBase *wrap(const PlannedCall &planned, llvm::Constant *site);

private:
  using Key = std::tuple<llvm::Value *, llvm::FunctionType *, std::string,
                         void *, size_t, std::vector<int>>;
  llvm::Function *wrapperFor(const PlannedCall &planned);

  llvm::Module &module_;
  Protocol &protocol_;
  bool unwinds_ = false; // some caller lets exceptions pass
  llvm::DenseMap<const llvm::Function *, unsigned> callsIn_;
  llvm::Constant *personality_ = nullptr;
  std::map<Key, llvm::Function *> wrappers_;
};

} // namespace mapsan

#endif
