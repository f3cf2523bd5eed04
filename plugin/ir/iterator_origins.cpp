// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A race between a step and a write of another thread is judged by an iterator's
// value alone (iteration.cpp). That a loop has invalidated its own iterator must
// not be: `it = restart(m)` may give the variable the value that it had, and the
// iterator is a new one. So every use of the variable has to be understood:
//
//   store of a call's result, memcpy from another variable     a definition
//   constructor, operator= with another variable               the same, if the
//                                                              values agree
//   other stores, results of other functions                   nothing is known
//                                                              until the next
//   loads, `const &` parameters, const methods, steps          leave it
//   its address anywhere else                                  never certain
//
// (A function that casts const away, or keeps the address of its const parameter
// for later and writes through it, would be taken at its word.)
#include "plugin/ir/iterator_origins.h"

#include "plugin/ir/callee_text.h"
#include "plugin/ir/value_calls.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

namespace mapsan {

namespace {

using llvm::dyn_cast;
using llvm::isa;
using llvm::Value;
using From = IteratorDefinition::From;

bool isConstReference(llvm::StringRef type) {
  return type.size() > 7 && type.take_back(7) == " const&";
}

// An iterator's constructor or assignment from one other value.
bool isCopy(const CalleeText &callee) {
  return callee.parameters.size() == 1 &&
         (callee.name == "operator=" ||
          callee.name == lastName(callee.context));
}

} // namespace

/// The uses of one variable.
class IteratorOrigins::Uses {
public:
  Uses(const IteratorOrigins &all, const IteratorVariable &variable)
      : all_(all), variable_(variable), module_(*variable.first->getModule()),
        layout_(module_.getDataLayout()) {}

  /// False: somebody else may write it.
  bool find() { return visit(*variable_.first, 0); }

  std::vector<IteratorDefinition> definitions;

private:
  static constexpr int64_t kSize = 8; // that companions compare

  bool visit(Value &pointer, int64_t at) {
    for (llvm::Use &use : pointer.uses())
      if (!visitUse(use, at))
        return false;
    return true;
  }

  bool visitUse(llvm::Use &use, int64_t at) {
    llvm::User *user = use.getUser();
    if (auto *field = dyn_cast<llvm::GEPOperator>(user)) {
      llvm::APInt offset(layout_.getIndexTypeSizeInBits(field->getType()), 0);
      return field->accumulateConstantOffset(layout_, offset) &&
             visit(*field, at + offset.getSExtValue());
    }
    if (isa<llvm::BitCastInst>(user))
      return visit(*user, at);
    if (isa<llvm::LoadInst>(user) || isa<llvm::ICmpInst>(user))
      return true;
    if (auto *store = dyn_cast<llvm::StoreInst>(user))
      return use.getOperandNo() == 1 ? visitStore(*store, at)
                                     : visitHolder(*store, at);
    auto *call = dyn_cast<llvm::CallBase>(user);
    return call && call->isArgOperand(&use) &&
           visitCall(*call, call->getArgOperandNo(&use), at);
  }

  // A local reference to it.
  bool visitHolder(llvm::StoreInst &store, int64_t at) {
    llvm::AllocaInst *holder = onlyHolderOf(store);
    return holder && holders_.insert(holder).second &&
           llvm::all_of(holder->users(), [&](llvm::User *user) {
             return !isa<llvm::LoadInst>(user) || visit(*user, at);
           });
  }

  bool visitStore(llvm::StoreInst &store, int64_t at) {
    Value *value = store.getValueOperand();
    if (!touches(at, layout_.getTypeStoreSize(value->getType())))
      return true;
    if (at != variable_.second) {
      define(store, From::Unknown);
      return true;
    }
    if (auto *extract = dyn_cast<llvm::ExtractValueInst>(value))
      if (extract->getNumIndices() == 1 && extract->getIndices()[0] == 0)
        value = extract->getAggregateOperand();
    if (isa<llvm::PtrToIntInst>(value) || isa<llvm::IntToPtrInst>(value) ||
        isa<llvm::BitCastInst>(value))
      value = llvm::cast<llvm::Instruction>(value)->getOperand(0);
    auto *call = dyn_cast<llvm::CallBase>(value);
    auto known = call ? all_.calls_.find(call) : all_.calls_.end();
    if (known != all_.calls_.end() &&
        all_.plan_.calls[known->second].method->mark.returnsIterator)
      define(store, From::Call).call = known->second;
    else
      define(store, From::Unknown);
    return true;
  }

  bool visitCopy(llvm::MemTransferInst &copy, int64_t at) {
    auto *length = dyn_cast<llvm::ConstantInt>(copy.getLength());
    const uint64_t size = length ? length->getZExtValue() : 0;
    if (length && !touches(at, size))
      return true;
    IteratorVariable source = localPlaceOf(copy.getRawSource(), layout_);
    source.second += variable_.second - at;
    const bool isWhole = length && at <= variable_.second &&
                         at + int64_t(size) >= variable_.second + kSize;
    if (source.first && source.first->isStaticAlloca() && isWhole)
      define(copy, From::Variable).variable = source;
    else
      define(copy, From::Unknown);
    return true;
  }

  bool visitCall(llvm::CallBase &call, unsigned argument, int64_t at) {
    if (auto *intrinsic = dyn_cast<llvm::IntrinsicInst>(&call)) {
      if (auto *copy = dyn_cast<llvm::MemTransferInst>(intrinsic))
        return argument == 1 || visitCopy(*copy, at);
      if (isa<llvm::MemSetInst>(intrinsic))
        define(call, From::Unknown);
      return intrinsic->isLifetimeStartOrEnd() ||
             isa<llvm::MemSetInst>(intrinsic);
    }
    if (call.paramHasAttr(argument, llvm::Attribute::StructRet)) {
      auto known = all_.calls_.find(&call);
      if (known != all_.calls_.end() && at == variable_.second &&
          all_.plan_.calls[known->second].method->mark.returnsIterator)
        define(call, From::Struct).call = known->second;
      else
        define(call, From::Unknown);
      return true;
    }
    if (call.paramHasAttr(argument, llvm::Attribute::ByVal))
      return true;
    if (const PairMember member = memberOfPair(call);
        member != PairMember::None)
      return member == PairMember::Flag || visit(call, at);
    const llvm::Function *function = calleeOf(call);
    if (!function)
      return false;
    const llvm::Attribute use = function->getFnAttribute(kIteratorAttribute);
    if (use.isValid() && at == variable_.second) {
      // Stepped where it lies, or looked at.
      if (!all_.steps_.count(&call) &&
          use.getValueAsString().find("use=step") != llvm::StringRef::npos)
        define(call, From::Unknown);
      return true;
    }
    return visitParameter(call, *function, argument);
  }

  bool visitParameter(llvm::CallBase &call, const llvm::Function &function,
                      unsigned argument) {
    CalleeText callee;
    if (!textOf(function, callee))
      return false;
    const unsigned first = hasStructReturn(call) ? 1 : 0;
    const size_t arguments = call.arg_size() - first;
    const bool hasThis = arguments == callee.parameters.size() + 1;
    if (!hasThis && arguments != callee.parameters.size())
      return false; // one parameter is two arguments, or none
    const size_t index = argument - first;
    if (!hasThis || index > 0)
      return isConstReference(callee.parameters[index - hasThis]);
    if (callee.isConst)
      return true;
    if (!isCopy(callee) ||
        !call.getArgOperand(first + 1)->getType()->isPointerTy())
      return false;
    const IteratorVariable source =
        localPlaceOf(call.getArgOperand(first + 1), layout_);
    if (source.first && source.first->isStaticAlloca())
      define(call, From::Copy).variable = source;
    else
      define(call, From::Unknown);
    return true;
  }

  bool touches(int64_t at, uint64_t size) const {
    return at < variable_.second + kSize &&
           at + int64_t(size) > variable_.second;
  }

  IteratorDefinition &define(llvm::Instruction &at, From from) {
    definitions.emplace_back();
    definitions.back().at = &at;
    definitions.back().from = from;
    return definitions.back();
  }

  const IteratorOrigins &all_;
  const IteratorVariable variable_;
  const llvm::Module &module_;
  const llvm::DataLayout &layout_;
  std::set<const llvm::AllocaInst *> holders_; // references to it
};

IteratorOrigins::IteratorOrigins(const Plan &plan) : plan_(plan) {
  for (size_t i = 0; i < plan.calls.size(); ++i)
    calls_[plan.calls[i].call] = i;
  for (const PlannedStep &step : plan.steps)
    steps_.insert(step.call);
  for (const PlannedStep &step : plan.steps)
    follow({step.variable, step.offset});
  for (const PlannedStep &dereference : plan.dereferences) {
    follow({dereference.variable, dereference.offset});
    dereferences_[dereference.call] = {dereference.variable,
                                       dereference.offset};
  }
  for (const PlannedStep &use : plan.lookedAt)
    follow({use.variable, use.offset});
  for (size_t i = 0; i < plan.calls.size(); ++i)
    if (const Element element = findElement(plan.calls[i]); element.dereference)
      keys_[i] = element;
  for (const auto &[variable, definitions] : variables_)
    for (const IteratorDefinition &definition : definitions)
      if (definition.from == From::Struct)
        returned_.insert({definition.call, variable});
}

std::vector<IteratorVariable> IteratorOrigins::returnedIn(size_t call) const {
  std::vector<IteratorVariable> variables;
  const auto [first, last] = returned_.equal_range(call);
  for (auto it = first; it != last; ++it)
    variables.push_back(it->second);
  return variables;
}

void IteratorOrigins::follow(const IteratorVariable &variable) {
  if (!variable.first || !seen_.insert(variable).second)
    return;
  Uses uses(*this, variable);
  if (!uses.find())
    return;
  std::vector<IteratorDefinition> &all = variables_[variable];
  all = std::move(uses.definitions);
  for (const IteratorDefinition &definition : std::vector(all))
    follow(definition.variable);
}

bool IteratorOrigins::isClear(const IteratorVariable &variable) const {
  std::set<IteratorVariable> seen;
  std::vector<IteratorVariable> open{variable};
  while (!open.empty()) {
    const IteratorVariable next = open.back();
    open.pop_back();
    if (!seen.insert(next).second)
      continue;
    auto found = variables_.find(next);
    if (found == variables_.end())
      return false;
    for (const IteratorDefinition &definition : found->second) {
      if (definition.from == From::Unknown || definition.from == From::Copy)
        return false;
      if (definition.from == From::Variable)
        open.push_back(definition.variable);
    }
  }
  return true;
}

// m.erase(it->first), m.erase(p.first) in `for (auto &p : m)`: back from the
// key's address through fields, std::get<0> and a reference that is set once.
IteratorOrigins::Element
IteratorOrigins::findElement(const PlannedCall &planned) const {
  if (planned.method->mark.keyParameter < 0)
    return {};
  const unsigned argument = planned.method->argumentOf(
      planned.method->mark.keyParameter, hasStructReturn(*planned.call));
  if (argument >= planned.call->arg_size())
    return {};
  Value *value = planned.call->getArgOperand(argument);
  for (unsigned i = 0; i < 16; ++i) {
    value = value->stripPointerCasts();
    if (auto *field = dyn_cast<llvm::GEPOperator>(value)) {
      if (!field->hasAllConstantIndices())
        return {};
      value = field->getPointerOperand();
    } else if (auto *load = dyn_cast<llvm::LoadInst>(value)) {
      value = onlyValueOf(load->getPointerOperand()->stripPointerCasts());
      if (!value)
        return {};
    } else if (auto *made = dyn_cast<llvm::CallBase>(value)) {
      auto known = dereferences_.find(made);
      if (known != dereferences_.end())
        return {made, known->second};
      if (made->arg_size() != 1 ||
          valueCall(*made, 0).use != ValueCall::Use::Key)
        return {};
      value = made->getArgOperand(0);
    } else {
      return {};
    }
  }
  return {};
}

} // namespace mapsan
