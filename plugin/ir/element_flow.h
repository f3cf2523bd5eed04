// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a function uses the elements that it took from maps, or was given: the values that
// point into them, the local references that hold such values, and the loads,
// stores and calls behind them. Changes nothing.
#ifndef MAPSAN_PLUGIN_IR_ELEMENT_FLOW_H
#define MAPSAN_PLUGIN_IR_ELEMENT_FLOW_H

#include "plugin/ir/plan.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

#include <optional>
#include <string>
#include <vector>

namespace mapsan {

/// A value that points into an element: the result of a call, or a parameter of a
/// function that is called with such a value.
struct ElementOrigin {
  llvm::Value *value = nullptr;
  bool isWhole = false; // points to the pair of key and value
  ElementMark element;
  std::string type, keyType; // of the map
  uint32_t typeFlags = 0;
  std::optional<ObjectMark> object;
  /// The only call that the reference may come from: the same one, or the one
  /// that made the iterator.
  const PlannedCall *taken = nullptr;
};

struct ElementAccess {
  llvm::Instruction *at = nullptr;
  llvm::Value *pointer = nullptr; // a key of ElementFlow::values
  uint64_t size = 0;
  bool writes = false;
  std::string method; // empty: a load or a store
};

/// A call that gets the address, and may do with it what it likes.
struct ElementPassing {
  llvm::CallBase *call = nullptr;
  unsigned argument = 0;
  llvm::Value *pointer = nullptr; // a key of ElementFlow::values
  bool isWhole = false;
};

struct ElementFlow {
  struct From {
    size_t origin = 0;    // index of one call that it comes from
    bool isWhole = false; // points to the pair of key and value
  };
  /// Pointers into elements; each is used where it, or what it was computed
  /// from, dominates.
  llvm::MapVector<llvm::Value *, From> values;
  /// Local references and pointers that hold such values, and perhaps others.
  llvm::SetVector<llvm::AllocaInst *> variables;
  std::vector<ElementAccess> accesses;
  std::vector<ElementPassing> passings;
};

ElementFlow followElements(const std::vector<ElementOrigin> &origins);

/// What a followed value was computed from, or null for a load from a variable
/// and for an origin.
llvm::Value *baseOf(llvm::Value *value, const ElementFlow &flow);

} // namespace mapsan

#endif
