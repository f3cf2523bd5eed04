// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Beside every followed value goes the map it points into, and the element's key
// with it, as companions go beside iterators:
//
//   %r = call @operator[](%map, %key)     map = slow thread ? %map : 0
//   store %r, %reference                  reference.map = map
//   %v = load %reference                  map = reference.map
//   store 1, %v                           if (map) __mapsan_element(site, map,
//                                                     pair, %v, 4), before it
//
// In flag mode that is a comparison of this thread's own memory where an element
// is handed out, and a branch where it is used; after inlining, the companions
// are registers, or gone. Functions that get such a value get its companion, too
// (element_callees.h).
#include "plugin/ir/elements.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/element_stub.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

// From the mark of a method or of an iterator's method.
template <typename Origin, typename Mark>
static Origin originOf(llvm::CallBase &call, const Mark &mark,
                       const std::optional<ObjectMark> &object) {
  Origin origin;
  origin.value = &call;
  origin.isWhole =
      mark.element.offset == 0 && mark.element.key[0].kind != KeyKind::None;
  origin.element = mark.element;
  origin.type = mark.type;
  origin.keyType = mark.keyType;
  origin.typeFlags = mark.typeFlags;
  origin.object = object;
  return origin;
}

// One function while its accesses are instrumented.
class Elements::Function {
public:
  Function(Elements &all, const std::vector<Origin> &origins,
           const ElementFlow &flow)
      : all_(all), origins_(origins), flow_(flow) {}

  void prepare() {
    for (const Origin &origin : origins_)
      known_[origin.value] = origin.step      ? ofDereference(origin)
                             : origin.isGiven ? ofParameter(origin)
                                              : ofResult(origin);
    for (llvm::AllocaInst *variable : flow_.variables)
      companions_[variable] = {slot(*variable, all_.i64_),
                               slot(*variable, all_.pointer_)};
    for (llvm::AllocaInst *variable : flow_.variables)
      for (llvm::User *user : variable->users())
        if (auto *store = llvm::dyn_cast<llvm::StoreInst>(user))
          noteStored(*store, companions_[variable]);
  }

  void instrument(const ElementAccess &access, Sites &sites) {
    const Known known = knownOf(access.pointer);
    const Origin &origin =
        origins_[flow_.values.find(access.pointer)->second.origin];
    IRBuilder<> builder(access.at);
    llvm::Instruction *cold = llvm::SplitBlockAndInsertIfThen(
        builder.CreateICmpNE(known.map, builder.getInt64(0)), access.at,
        /*Unreachable=*/false, unlikely());
    builder.SetInsertPoint(cold);
    builder.SetCurrentDebugLocation(access.at->getDebugLoc());
    builder
        .CreateCall(all_.stub_,
                    {sites.add(origin, placeOf(*access.at), access.method,
                               access.writes),
                     builder.CreateIntToPtr(known.map, all_.pointer_),
                     known.pair,
                     builder.CreatePointerCast(access.pointer, all_.pointer_),
                     builder.getInt64(access.size)})
        ->setCallingConv(all_.stub_->getCallingConv());
  }

  /// What the callee is to know.
  void pass(const ElementPassing &passing, unsigned depth,
            std::vector<Passed> &passed) {
    if (!all_.callees_.calleeOf(passing, depth))
      return;
    const Known known = knownOf(passing.pointer);
    passed.push_back(
        {passing, passing.call,
         origins_[flow_.values.find(passing.pointer)->second.origin], known,
         depth});
  }

private:
  llvm::MDNode *unlikely() {
    return llvm::MDBuilder(all_.module_.getContext())
        .createBranchWeights(1, 1u << 20);
  }

  Value *pairOf(IRBuilder<> &builder, const Origin &origin) {
    return all_.protocol_.at(builder, origin.value, -origin.element.offset);
  }

  static llvm::CallBase &callOf(const Origin &origin) {
    return llvm::cast<llvm::CallBase>(*origin.value);
  }

  // The two last ones.
  Known ofParameter(const Origin &origin) {
    llvm::Function &function =
        *llvm::cast<llvm::Argument>(origin.value)->getParent();
    IRBuilder<> builder(&*function.getEntryBlock().getFirstInsertionPt());
    const unsigned count = unsigned(function.arg_size());
    return {builder.CreatePtrToInt(function.getArg(count - 2), all_.i64_),
            function.getArg(count - 1)};
  }

  Known ofResult(const Origin &origin) {
    IRBuilder<> builder(afterCall(callOf(origin)));
    Value *map = builder.CreateSelect(
        all_.protocol_.isSlowThread(builder),
        builder.CreatePtrToInt(origin.map, all_.i64_), builder.getInt64(0));
    return {map, pairOf(builder, origin)};
  }

  // The iterator's companion is looked at by slow threads only.
  Known ofDereference(const Origin &origin) {
    llvm::Instruction *call = &callOf(origin);
    IRBuilder<> before(call);
    llvm::BasicBlock *head = call->getParent();
    llvm::Instruction *cold = llvm::SplitBlockAndInsertIfThen(
        all_.protocol_.isSlowThread(before), call, /*Unreachable=*/false,
        unlikely());
    Value *found = all_.iteration_.mapOf(*origin.step, cold);
    IRBuilder<> join(&call->getParent()->front());
    llvm::PHINode *map = join.CreatePHI(all_.i64_, 2);
    map->addIncoming(join.getInt64(0), head);
    map->addIncoming(found, cold->getParent());
    IRBuilder<> after(afterCall(callOf(origin)));
    return {map, pairOf(after, origin)};
  }

  Known knownOf(Value *value) {
    auto found = known_.find(value);
    if (found != known_.end())
      return found->second;
    Known known;
    if (auto *load = llvm::dyn_cast<llvm::LoadInst>(value)) {
      const auto &[map, pair] =
          companions_[llvm::cast<llvm::AllocaInst>(load->getPointerOperand())];
      IRBuilder<> builder(load->getNextNode());
      known = {all_.protocol_.loadPlain(builder, all_.i64_, map, 0),
               all_.protocol_.loadPlain(builder, all_.pointer_, pair, 0)};
    } else {
      known = knownOf(baseOf(value, flow_));
    }
    return known_[value] = known;
  }

  llvm::AllocaInst *slot(llvm::AllocaInst &variable, llvm::Type *type) {
    llvm::BasicBlock &entry = variable.getFunction()->getEntryBlock();
    IRBuilder<> builder(&*entry.getFirstInsertionPt());
    llvm::AllocaInst *made =
        builder.CreateAlloca(type, nullptr, "mapsan.element");
    made->setAlignment(llvm::Align(8));
    all_.protocol_.storePlain(builder, llvm::Constant::getNullValue(type), made,
                              0);
    return made;
  }

  void noteStored(llvm::StoreInst &store,
                  std::pair<llvm::AllocaInst *, llvm::AllocaInst *> companion) {
    Known known;
    if (flow_.values.count(store.getValueOperand()))
      known = knownOf(store.getValueOperand());
    IRBuilder<> builder(&store);
    all_.protocol_.storePlain(builder,
                              known.map ? known.map : builder.getInt64(0),
                              companion.first, 0);
    if (known.pair)
      all_.protocol_.storePlain(builder, known.pair, companion.second, 0);
  }

  Elements &all_;
  const std::vector<Origin> &origins_;
  const ElementFlow &flow_;
  llvm::DenseMap<Value *, Known> known_;
  llvm::DenseMap<llvm::AllocaInst *,
                 std::pair<llvm::AllocaInst *, llvm::AllocaInst *>>
      companions_;
};

Elements::Elements(llvm::Module &module, Protocol &protocol,
                   Iteration &iteration, const Plan &plan, bool isDeep)
    : module_(module), protocol_(protocol), iteration_(iteration), plan_(plan),
      isDeep_(isDeep), i64_(llvm::Type::getInt64Ty(module.getContext())),
      pointer_(compat::bytePointer(module.getContext())) {}

void Elements::onWrapped(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  const MethodMark &mark = planned.method->mark;
  if (mark.element.offset == ElementMark::kNone ||
      !wrapped.getType()->isPointerTy())
    return;
  Origin origin = originOf<Origin>(wrapped, mark, planned.object);
  origin.taken = &planned;
  const Operand &operand = mark.operands.front();
  IRBuilder<> builder(&wrapped);
  origin.map = protocol_.at(
      builder,
      wrapped.getArgOperand(planned.method->argumentOf(operand.parameter,
                                                       /*sret=*/false)),
      operand.offset);
  origins_[wrapped.getFunction()].push_back(std::move(origin));
}

void Elements::instrument(Sites &sites) {
  for (const PlannedStep &step : plan_.dereferences) {
    if (!step.call->getType()->isPointerTy())
      continue;
    Origin origin = originOf<Origin>(*step.call, step.mark, step.object);
    origin.step = &step;
    if (step.sources.size() == 1)
      if (const PlannedCall &taken = plan_.calls[step.sources.front()];
          taken.isOperation())
        origin.taken = &taken;
    origins_[step.call->getFunction()].push_back(std::move(origin));
  }
  std::vector<Passed> passed;
  for (auto &[function, origins] : origins_)
    follow(origins, /*depth=*/0, sites, passed);
  // When all are instrumented: copies are made of what they are then.
  while (!passed.empty()) {
    const Passed last = passed.back();
    passed.pop_back();
    if (last.call) // else it is told of another parameter
      redirect(last, sites, passed);
  }
}

llvm::Function &Elements::stub() {
  if (!stub_)
    stub_ = elementStub(module_, protocol_);
  return *stub_;
}

void Elements::follow(const std::vector<Origin> &origins, unsigned depth,
                      Sites &sites, std::vector<Passed> &passed) {
  const ElementFlow flow = followElements(
      std::vector<ElementOrigin>(origins.begin(), origins.end()));
  std::vector<ElementPassing> passings;
  for (const ElementPassing &passing : flow.passings)
    if (isDeep_ && callees_.calleeOf(passing, depth))
      passings.push_back(passing);
  if (flow.accesses.empty() && passings.empty())
    return;
  stub();
  Function all(*this, origins, flow);
  all.prepare();
  for (const ElementAccess &access : flow.accesses)
    all.instrument(access, sites);
  for (const ElementPassing &passing : passings)
    all.pass(passing, depth, passed);
}

void Elements::redirect(const Passed &passed, Sites &sites,
                        std::vector<Passed> &more) {
  llvm::Function *callee = callees_.calleeOf(passed.passing, passed.depth);
  bool isNew;
  llvm::Function *copy =
      callee ? callees_.copyOf(*callee, passed.passing, passed.origin, isNew)
             : nullptr;
  if (!copy)
    return;
  IRBuilder<> builder(passed.passing.call);
  replaceCall(
      *passed.passing.call, *copy,
      {builder.CreateIntToPtr(passed.known.map, pointer_), passed.known.pair});
  if (!isNew)
    return;
  Origin origin = passed.origin;
  origin.value = copy->getArg(passed.passing.argument);
  origin.isWhole = passed.passing.isWhole;
  origin.map = nullptr;
  origin.step = nullptr;
  origin.taken = nullptr;
  origin.isGiven = true;
  follow({origin}, passed.depth + 1, sites, more);
}

} // namespace mapsan
