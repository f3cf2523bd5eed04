// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A call is an operation if its callee, under casts and aliases, is a marked
// function. Left alone are:
//
//   operands without effect      `key_comp`, `get_allocator`; `end`, unless its
//                                iterator may be stepped back
//   "mapsan.ignore"              on the call or on the function around it
//   inner calls                  std::map::operator[] calls lower_bound on its
//                                own `this`: the outermost operation counts
//                                (inner_calls.h); of a type that its model calls
//                                closed, all that its own code calls
//   musttail, operand bundles,   a wrapper cannot take them over; counted
//   variadic functions
#include "plugin/ir/plan.h"

#include "plugin/ir/inner_calls.h"
#include "plugin/ir/iterator_escapes.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalAlias.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Support/Path.h"

namespace mapsan {

bool hasStructReturn(const llvm::CallBase &call) {
  return call.arg_size() > 0 &&
         call.paramHasAttr(0, llvm::Attribute::StructRet);
}

KeyPassing keyPassing(const MethodMark &mark, const llvm::CallBase &call,
                      unsigned argument) {
  if (mark.keyParameter < 0 || argument >= call.arg_size())
    return KeyPassing::None;
  const llvm::Type *type = call.getArgOperand(argument)->getType();
  if (!type->isPointerTy()) {
    bool isScalar = type->isIntegerTy() || type->isFloatingPointTy();
    return isScalar && type->getPrimitiveSizeInBits() <= 64 ? KeyPassing::Value
                                                            : KeyPassing::None;
  }
  if (mark.keyInPlace)
    return KeyPassing::Value;
  unsigned width = mark.key[0].width;
  bool isScalar = mark.key[1].kind == KeyKind::None &&
                  mark.key[0].kind >= KeyKind::Signed &&
                  mark.key[0].kind <= KeyKind::Pointer &&
                  (width == 1 || width == 2 || width == 4 || width == 8);
  return isScalar ? KeyPassing::LoadedValue : KeyPassing::Address;
}

Place placeOf(const llvm::Instruction &instruction) {
  const llvm::Function &function = *instruction.getFunction();
  Place place;
  place.function =
      llvm::demangle(function.getName().split(kCopySuffix).first.str());
  if (const llvm::DILocation *location = instruction.getDebugLoc()) {
    llvm::SmallString<256> path(location->getFilename());
    if (!llvm::sys::path::is_absolute(path)) {
      path = location->getDirectory();
      llvm::sys::path::append(path, location->getFilename());
    }
    place.file = path.str().str();
    place.line = location->getLine();
    place.column = location->getColumn();
    unsigned first = location->getScope()->getSubprogram()->getLine();
    if (place.line >= first)
      place.lineInFunction =
          std::min(place.line - first + 1, unsigned(UINT16_MAX));
  } else {
    place.file = function.getParent()->getSourceFileName();
  }
  return place;
}

llvm::Function *calleeOf(const llvm::CallBase &call) {
  llvm::Value *callee = call.getCalledOperand()->stripPointerCasts();
  while (auto *alias = llvm::dyn_cast<llvm::GlobalAlias>(callee))
    callee = alias->getAliasee()->stripPointerCasts();
  return llvm::dyn_cast<llvm::Function>(callee);
}

bool canBeWrapped(const llvm::CallBase &call) {
  return !call.isMustTailCall() && !call.hasOperandBundles() &&
         !call.getFunctionType()->isVarArg() &&
         !llvm::isa<llvm::CallBrInst>(call);
}

std::optional<ObjectMark> objectOf(const llvm::CallBase &call, Plan &plan) {
  llvm::Attribute object = call.getAttributes().getFnAttr(kObjectAttribute);
  if (!object.isValid())
    return std::nullopt;
  std::string error;
  std::optional<ObjectMark> mark =
      decodeObject(object.getValueAsString().str(), error);
  if (!mark)
    plan.wrong.push_back("object of a call in " +
                         call.getFunction()->getName().str() + ": " + error);
  return mark;
}

std::vector<Operand> operandsWithEffect(const llvm::CallBase &call,
                                        const Method &method) {
  std::vector<Operand> operands;
  for (const Operand &operand : method.mark.operands) {
    unsigned index =
        method.argumentOf(operand.parameter, hasStructReturn(call));
    if (operand.effect != Effect::None && index < call.arg_size() &&
        call.getArgOperand(index)->getType()->isPointerTy())
      operands.push_back(operand);
  }
  return operands;
}

namespace {

bool isInside(const PlannedCall &planned, const Plan &plan) {
  const llvm::Function &function = *planned.call->getFunction();
  const std::string &chain = planned.method->mark.chain;
  const Method *helper = plan.openHelpers.lookup(&function);
  llvm::Attribute inside = function.getFnAttribute(kInsideAttribute);
  return (helper && helper->mark.chain == chain) ||
         (inside.isValid() && inside.getValueAsString() == chain);
}

// A place in the map, for more than to compare others with it.
bool isPlaceUsed(const PlannedCall &planned, const Method *around,
                 IteratorEscapes &uses) {
  return planned.method->mark.returnsIterator && !around &&
         !planned.call->getFunction()->hasFnAttribute(kIteratorAttribute) &&
         planned.method->mark.operands.front().effect == Effect::None &&
         uses.ofResult(*planned.call);
}

void planCall(llvm::CallBase &call, const Method *around, IteratorEscapes &uses,
              Plan &plan) {
  const llvm::Function *callee = calleeOf(call);
  const Method *method = plan.methodOf.lookup(callee);
  if (!method) // a place is read by nobody, as a helper
    method = plan.openHelpers.lookup(callee);
  if (!method || call.getAttributes().hasFnAttr(kIgnoreAttribute))
    return;
  PlannedCall planned;
  planned.call = &call;
  planned.method = method;
  planned.operands = operandsWithEffect(call, *planned.method);
  dropInnerOperands(planned, around);
  if (!planned.isOperation()) {
    if (isPlaceUsed(planned, around, uses))
      plan.calls.push_back(std::move(planned));
    return;
  }
  if (!canBeWrapped(call)) {
    plan.left.push_back(&call);
    return;
  }
  planned.isInside = isInside(planned, plan);
  if (planned.isInside && (planned.method->mark.typeFlags & kTypeClosed))
    return;
  planned.place = placeOf(call);
  planned.object = objectOf(call, plan);
  plan.calls.push_back(std::move(planned));
}

void findMethods(llvm::Module &module, Plan &plan) {
  for (llvm::Function &function : module) {
    llvm::Attribute attribute = function.getFnAttribute(kMethodAttribute);
    if (!attribute.isValid())
      continue;
    std::string error;
    std::optional<MethodMark> mark =
        decodeMethod(attribute.getValueAsString().str(), error);
    if (!mark) {
      plan.wrong.push_back(function.getName().str() + ": " + error);
      continue;
    }
    auto method = std::make_unique<Method>();
    method->function = &function;
    method->mark = std::move(*mark);
    plan.methodOf[&function] = method.get();
    plan.methods.push_back(std::move(method));
  }
}

} // namespace

Plan makePlan(llvm::Module &module) {
  Plan plan;
  findMethods(module, plan);
  if (plan.methods.empty()) {
    planSteps(module, plan);
    return plan;
  }
  dropOpenHelpers(plan);
  IteratorEscapes uses(IteratorEscapes::Asked::Used);
  for (llvm::Function &function : module) {
    if (function.hasFnAttribute(kIgnoreAttribute))
      continue;
    auto around = plan.methodOf.find(&function);
    for (llvm::Instruction &instruction : llvm::instructions(function))
      if (auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction))
        planCall(*call,
                 around == plan.methodOf.end() ? nullptr : around->second, uses,
                 plan);
  }
  planSteps(module, plan);
  return plan;
}

std::string effectNames(const PlannedCall &planned) {
  std::string names;
  for (const Operand &operand : planned.operands)
    names +=
        (names.empty() ? "" : ", ") + std::string(effectName(operand.effect));
  return names;
}

static void printPlace(const Place &place, llvm::raw_ostream &out) {
  out << place.file << ':' << place.line << ':' << place.column << ": "
      << place.function << ": ";
}

void printPlan(const Plan &plan, llvm::raw_ostream &out) {
  size_t operations = plan.steps.size() + plan.heldSteps.size();
  for (const PlannedCall &planned : plan.calls) {
    if (!planned.isOperation())
      continue;
    ++operations;
    const MethodMark &mark = planned.method->mark;
    printPlace(planned.place, out);
    out << mark.name << " on '" << typeOf(planned) << "' ("
        << effectNames(planned) << ')';
    if (planned.object)
      out << " object '" << planned.object->name << '\'';
    out << '\n';
  }
  for (const auto *steps : {&plan.steps, &plan.heldSteps})
    for (const PlannedStep &step : *steps) {
      printPlace(step.place, out);
      out << step.mark.name << " on '" << step.mark.type << "' ("
          << effectName(Effect::Iterate) << ')';
      if (step.object)
        out << " object '" << step.object->name << '\'';
      out << '\n';
    }
  out << "mapsan: " << operations << " calls instrumented, "
      << plan.left.size() + plan.leftAddresses << " left alone\n";
}

} // namespace mapsan
