// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which calls gave an iterator in a local variable its value, where that is
// certain. Changes nothing.
#ifndef MAPSAN_PLUGIN_IR_ITERATOR_ORIGINS_H
#define MAPSAN_PLUGIN_IR_ITERATOR_ORIGINS_H

#include "plugin/ir/local_place.h"
#include "plugin/ir/plan.h"

#include "llvm/IR/ValueHandle.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace mapsan {

/// After `at` the variable has another value.
struct IteratorDefinition {
  enum class From {
    Call,     // the result of plan.calls[call]; at: a store of it
    Struct,   // the same, returned in place: `at` is the call itself
    Variable, // what `variable` holds
    Copy,     // the same, by a constructor or assignment: if the values agree
    Unknown
  };
  From from = From::Unknown;
  llvm::WeakTrackingVH at; // survives that a call is replaced
  size_t call = 0;
  IteratorVariable variable{nullptr, 0};
};

class IteratorOrigins {
public:
  explicit IteratorOrigins(const Plan &plan);

  /// All definitions of each variable that nothing else can write.
  const std::map<IteratorVariable, std::vector<IteratorDefinition>> &
  variables() const {
    return variables_;
  }
  /// Every value it may have comes from a call that is known.
  bool isClear(const IteratorVariable &variable) const;

  /// The dereference whose element the key of plan.calls[call] lies in, or null,
  /// and the variable dereferenced.
  struct Element {
    llvm::CallBase *dereference = nullptr;
    IteratorVariable variable{nullptr, 0};
  };
  Element elementOfKey(size_t call) const {
    auto found = keys_.find(call);
    return found == keys_.end() ? Element() : found->second;
  }
  /// The variables that plan.calls[call] returns its result in.
  std::vector<IteratorVariable> returnedIn(size_t call) const;

private:
  class Uses;
  Element findElement(const PlannedCall &planned) const;
  void follow(const IteratorVariable &variable);

  const Plan &plan_;
  std::map<const llvm::CallBase *, size_t> calls_;
  std::set<const llvm::CallBase *> steps_;
  std::map<const llvm::CallBase *, IteratorVariable> dereferences_;
  std::set<IteratorVariable> seen_;
  std::map<IteratorVariable, std::vector<IteratorDefinition>> variables_;
  std::map<size_t, Element> keys_;
  std::multimap<size_t, IteratorVariable> returned_;
};

} // namespace mapsan

#endif
