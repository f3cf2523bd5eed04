// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// elements=deep: functions of this unit that are called with the address of an
// element, `stats[k].add(1)` or `touch(m[k])`, get a copy that knows the map:
//
//   call @add(%stats, 1)     call @add.mapsan(%stats, 1, %map, %pair)
//
// so what the function does to its parameter is followed as it is in the function
// that took the reference, with the same certainty. Other callers keep the
// original.
#ifndef MAPSAN_PLUGIN_IR_ELEMENT_CALLEES_H
#define MAPSAN_PLUGIN_IR_ELEMENT_CALLEES_H

#include "plugin/ir/element_flow.h"

#include <map>
#include <tuple>

namespace mapsan {

class ElementCallees {
public:
  /// The function that the call passes the element to, if a copy of it may stand
  /// in for it and it does something to elements that can be seen; or null.
  llvm::Function *calleeOf(const ElementPassing &passing, unsigned depth);

  /// Its copy for elements of this origin, the map and the pair as two further
  /// parameters. `isNew`: it has yet to be instrumented. Null: too many.
  llvm::Function *copyOf(llvm::Function &callee, const ElementPassing &passing,
                         const ElementOrigin &origin, bool &isNew);

  static constexpr unsigned kMostDepth = 3;

private:
  static constexpr unsigned kMostCopies = 512;
  static constexpr unsigned kMostInstructions = 400;

  bool isCopyable(llvm::Function &function);
  bool uses(llvm::Function &function, unsigned argument, bool isWhole,
            unsigned depth);

  using Key =
      std::tuple<llvm::Function *, unsigned, bool, std::string, std::string>;
  std::map<llvm::Function *, bool> isCopyable_;
  std::map<std::tuple<llvm::Function *, unsigned, bool>, bool> uses_;
  std::map<Key, llvm::Function *> copies_;
};

} // namespace mapsan

#endif
