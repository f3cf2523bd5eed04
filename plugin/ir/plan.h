// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which calls of a module are operations on maps. Made without touching the
// module; wrapper.cpp and sites.cpp carry it out.
#ifndef MAPSAN_PLUGIN_IR_PLAN_H
#define MAPSAN_PLUGIN_IR_PLAN_H

#include "plugin/marker/marker.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mapsan {

/// A marked function with its decoded mark.
struct Method {
  llvm::Function *function = nullptr;
  MethodMark mark;

  /// Index of the IR argument for a source parameter (Operand::kThis for the
  /// object). sret comes first, `this` after it.
  unsigned argumentOf(int parameter, bool sret) const {
    return unsigned(sret) + unsigned(!mark.isStatic) + unsigned(parameter);
  }
};

/// Behind the names of copies (element_callees.h); runtime/report/names.cpp drops
/// it.
constexpr char kCopySuffix[] = ".mapsan";

/// How an operation's key reaches a slow path.
enum class KeyPassing {
  None,
  Address,     // the argument points to the key object
  Value,       // the argument is the key
  LoadedValue, // the argument points to a scalar, loaded when begin starts
};

/// Where a call stands in the source, for sites and for people.
struct Place {
  std::string file; // absolute if the debug information is; else as given
  unsigned line = 0;
  unsigned column = 0;
  unsigned lineInFunction = 0; // the function's own line is 1
  std::string function;        // demangled
};

struct PlannedCall {
  llvm::CallBase *call = nullptr;
  const Method *method = nullptr;
  std::vector<Operand> operands; // those of the mark that have any effect

  /// False: it reads nothing, as end() of maps with nodes, and is of interest only
  /// for the iterator that it returns.
  bool isOperation() const { return !operands.empty(); }

  bool isInside = false; // kSiteInside
  Place place;
  std::optional<ObjectMark> object;
};

/// The map type as this call names it.
inline const std::string &typeOf(const PlannedCall &planned) {
  return planned.object && !planned.object->type.empty()
             ? planned.object->type
             : planned.method->mark.type;
}

/// A step, or a dereference, of an iterator that lives in a local variable, in a function that
/// gets iterators of the same map type.
struct PlannedStep {
  llvm::CallBase *call = nullptr;
  llvm::Function *function = nullptr; // operator++, operator*
  unsigned argument = 0;              // the one that points to the iterator
  llvm::AllocaInst *variable = nullptr;
  int64_t offset = 0; // of the iterator in the variable
  IteratorMark mark;
  Place place;
  std::optional<ObjectMark> object;
  std::vector<size_t> sources; // calls[i] whose result may be this iterator
};

struct Plan {
  std::vector<std::unique_ptr<Method>> methods;
  llvm::DenseMap<const llvm::Function *, const Method *> methodOf;
  // Taken out of methodOf by dropOpenHelpers.
  llvm::DenseMap<const llvm::Function *, const Method *> openHelpers;
  std::vector<PlannedCall> calls;
  std::vector<PlannedStep> steps;
  std::vector<PlannedStep> heldSteps; // of iterators from elsewhere: no sources
  std::vector<PlannedStep> dereferences; // of elements that may be written
  std::vector<PlannedStep> lookedAt; // dereferences, of any elements, where the
                                     // function may change the map
  std::vector<const llvm::CallBase *> left; // operations nobody can wrap
  unsigned leftAddresses = 0;     // methods whose address is taken, likewise
  std::vector<std::string> wrong; // marks that do not decode
};

Plan makePlan(llvm::Module &module);

/// A scalar travels by value (kSiteKeyInPlace): it outlives what it was read
/// from, and the key variable need not exist in memory for our sake.
KeyPassing keyPassing(const MethodMark &mark, const llvm::CallBase &call,
                      unsigned argument);

/// True if the first argument of the call is the place of its result.
bool hasStructReturn(const llvm::CallBase &call);

/// Adds the steps; the calls must be planned. plan_steps.cpp.
void planSteps(llvm::Module &module, Plan &plan);

Place placeOf(const llvm::Instruction &instruction);
std::optional<ObjectMark> objectOf(const llvm::CallBase &call, Plan &plan);
/// The function a call names, under casts and aliases, or null.
llvm::Function *calleeOf(const llvm::CallBase &call);
/// Whether another function can take the call's place.
bool canBeWrapped(const llvm::CallBase &call);

/// The operands of the mark that the call has and that have any effect.
std::vector<Operand> operandsWithEffect(const llvm::CallBase &call,
                                        const Method &method);

/// The effects of its operands, as the plan and the remarks show them.
std::string effectNames(const PlannedCall &planned);

/// One line per call, in module order, then one with the sums.
void printPlan(const Plan &plan, llvm::raw_ostream &out);

} // namespace mapsan

#endif
