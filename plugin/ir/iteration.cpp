// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A companion is what is noted beside an iterator:
//
//   value      the iterator's first eight bytes when the rest was noted
//   map        whose element that is; 0: nothing is known
//   word       the map's word then
//   counts     this thread's counts of release-side synchronisations (upper
//              half) and of writing operations (lower half) then; halves, so
//              that both are one register in a loop
//   buckets    of the map, when the iterator was found; kUncertain where that
//              was is not certain (iteration_origins.cpp). In memory: the slow
//              path alone looks at it
//
// A call that returns an iterator fills a companion of its own. A step looks at
// the companion of its variable; if the variable's value is another, it takes
// over the companion of the call that returned this value, if any did (the
// value decides, so that copies, assignments and conversions need not be
// followed; where they all are, no value is compared nor kept). Then:
//
//   for (auto it = m.begin(); it != m.end(); ++it)
//
//   %r = call @begin(m)             source = {%r, m, table[m], counts}
//   store %r, %it
//   ++it:  value differs from mine: mine = source        first time only
//          call @mapsan.step.operator++(%it, site, mine)
//            value is not known: just step
//            table[m] != mine.word: __mapsan_iterate; in report mode only when
//              mine.word is not this epoch's either (runtime/abi/recent.h)
//            a read of m around the original step
//            mine = {new value, m, word, counts}
//
// After inlining, companions are registers.
#include "plugin/ir/iteration.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/companion.h"
#include "plugin/ir/loss.h"
#include "plugin/ir/own_changes.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

llvm::Type *companionType(llvm::LLVMContext &context) {
  return llvm::ArrayType::get(llvm::Type::getInt64Ty(context),
                              kCompanionFields);
}

} // namespace

Iteration::Iteration(llvm::Module &module, Protocol &protocol,
                     HeldIterators &held, const Plan &plan)
    : module_(module), protocol_(protocol), held_(held), plan_(plan),
      i64_(llvm::Type::getInt64Ty(module.getContext())), origins_(plan),
      uses_(usesAfterChange(plan, origins_)) {
  for (const PlannedStep &step : plan.steps)
    wanted_.insert(step.sources.begin(), step.sources.end());
  for (const PlannedStep &dereference : plan.dereferences)
    wanted_.insert(dereference.sources.begin(), dereference.sources.end());
  for (const PlannedStep &use : uses_)
    wanted_.insert(use.sources.begin(), use.sources.end());
}

Iteration::Companion Iteration::companion(llvm::Function &function) {
  IRBuilder<> builder(&*function.getEntryBlock().getFirstInsertionPt());
  Companion made;
  made.fields = builder.CreateAlloca(companionType(module_.getContext()),
                                     nullptr, "mapsan.companion");
  made.buckets = builder.CreateAlloca(i64_, nullptr, "mapsan.buckets");
  made.fields->setAlignment(llvm::Align(8));
  made.buckets->setAlignment(llvm::Align(8));
  protocol_.storePlain(builder, builder.getInt64(0), made.fields, kValue);
  protocol_.storePlain(builder, builder.getInt64(0), made.fields, kMap);
  protocol_.storePlain(builder, builder.getInt64(kUncertain), made.buckets, 0);
  return made;
}

Iteration::Companion Iteration::companionOf(const Variable &variable) {
  Companion &own = ofVariable_[variable];
  if (!own.fields)
    own = companion(*variable.first->getFunction());
  return own;
}

void Iteration::noteCounts(IRBuilder<> &builder, Value *slot, bool isRead) {
  protocol_.storePlain(builder, protocol_.countsOf(builder, isRead), slot,
                       kCounts);
}

void Iteration::onWrapped(size_t index, llvm::CallBase &wrapped) {
  const PlannedCall &planned = plan_.calls[index];
  const Operand &operand = planned.method->mark.operands[0];
  const bool sret = hasStructReturn(wrapped);
  const unsigned argument = planned.method->argumentOf(operand.parameter, sret);
  if (argument >= wrapped.arg_size())
    return;
  if (wanted_.count(index))
    fillSource(index, wrapped, argument);
  if (erasesIterator(planned.method->mark) || erasesKey(planned.method->mark))
    erasures_.emplace_back(index, &wrapped);
}

void Iteration::fillSource(size_t index, llvm::CallBase &wrapped,
                           unsigned argument) {
  const MethodMark &mark = plan_.calls[index].method->mark;
  const Companion made = companion(*wrapped.getFunction());
  llvm::AllocaInst *slot = made.fields;
  IRBuilder<> builder(afterCall(wrapped));
  builder.SetCurrentDebugLocation(wrapped.getDebugLoc());
  Value *value = iteratorOf(protocol_, builder, wrapped);
  if (!value)
    return; // a shape of result that we do not know: nothing is followed
  Value *map = protocol_.at(builder, wrapped.getArgOperand(argument),
                            mark.operands[0].offset);
  protocol_.storePlain(builder, value, slot, kValue);
  protocol_.storePlain(builder, builder.CreatePtrToInt(map, i64_), slot, kMap);
  Value *isSlow = protocol_.isSlowThread(builder);
  protocol_.storePlain(builder,
                       builder.CreateSelect(isSlow,
                                            builder.getInt64(kTrackedWord),
                                            protocol_.wordOf(builder, map)),
                       slot, kWord);
  noteCounts(builder, slot, plan_.calls[index].isOperation());
  const Measure measure = protocol_.measureOf(mark);
  protocol_.storePlain(
      builder, protocol_.measure(builder, measure.buckets, map, measure.offset),
      made.buckets, 0);
  ofSource_[index] = made;
  for (const Variable &variable : origins_.returnedIn(index))
    fillFrom(builder, made, companionOf(variable));
}

// if (own.value != variable) for each source: if (its value is the variable's)
// own = source
void Iteration::adopt(const PlannedStep &step, llvm::AllocaInst *own,
                      llvm::Instruction *before) {
  IRBuilder<> builder(before);
  Value *iterator = step.call->getArgOperand(step.argument);
  Value *now = protocol_.loadPlain(builder, i64_, iterator, 0);
  Value *known = protocol_.loadPlain(builder, i64_, own, kValue);
  Value *isOther = builder.CreateICmpNE(now, known);
  llvm::Instruction *end = llvm::SplitBlockAndInsertIfThen(
      isOther, before, /*Unreachable=*/false,
      llvm::MDBuilder(module_.getContext()).createBranchWeights(1, 1000));
  builder.SetInsertPoint(end);
  Value *fields[kCompanionFields];
  for (int64_t i = 0; i < kCompanionFields; ++i)
    fields[i] = protocol_.loadPlain(builder, i64_, own, 8 * i);
  for (size_t source : step.sources) {
    auto slot = ofSource_.find(source);
    if (slot == ofSource_.end())
      continue;
    Value *theirs[kCompanionFields];
    for (int64_t i = 0; i < kCompanionFields; ++i)
      theirs[i] =
          protocol_.loadPlain(builder, i64_, slot->second.fields, 8 * i);
    Value *isIt = builder.CreateICmpEQ(theirs[0], now);
    for (int64_t i = 0; i < kCompanionFields; ++i)
      fields[i] = builder.CreateSelect(isIt, theirs[i], fields[i]);
  }
  for (int64_t i = 0; i < kCompanionFields; ++i)
    protocol_.storePlain(builder, fields[i], own, 8 * i);
}

llvm::Function *Iteration::wrapperFor(const PlannedStep &step,
                                      bool isFollowed) {
  const llvm::CallBase &call = *step.call;
  Key key{call.getCalledOperand(),
          call.getFunctionType(),
          targetOf(*call.getFunction()),
          conventionOf(call).getRawPointer(),
          call.getCallingConv(),
          markOfMap(step).buckets,
          isFollowed};
  llvm::Function *&wrapper = wrappers_[key];
  if (!wrapper) {
    wrapper = declareWrapper(
        call, llvm::Twine("mapsan.step.") + step.function->getName(),
        /*extra=*/3);
    if (step.function->doesNotThrow())
      wrapper->setDoesNotThrow();
    emit(step, isFollowed, *wrapper);
  }
  return wrapper;
}

// An exception out of operator++ leaves the read chain behind: a record below
// the stack pointer, which its readers know as stale.
void Iteration::emit(const PlannedStep &step, bool isFollowed,
                     llvm::Function &wrapper) {
  llvm::LLVMContext &context = module_.getContext();
  IRBuilder<> builder(llvm::BasicBlock::Create(context, "entry", &wrapper));
  auto newBlock = [&](const char *name) {
    return llvm::BasicBlock::Create(context, name, &wrapper);
  };
  auto newSlot = [&](uint64_t size, const char *name) {
    llvm::AllocaInst *slot = builder.CreateAlloca(
        llvm::ArrayType::get(builder.getInt8Ty(), size), nullptr, name);
    slot->setAlignment(llvm::Align(8));
    return slot;
  };
  std::vector<Value *> arguments;
  for (unsigned i = 0; i < step.call->arg_size(); ++i)
    arguments.push_back(wrapper.getArg(i));
  auto original = [&]() -> Value * {
    llvm::CallInst *call = builder.CreateCall(
        step.call->getFunctionType(), step.call->getCalledOperand(), arguments);
    call->setCallingConv(step.call->getCallingConv());
    call->setAttributes(conventionOf(*step.call));
    return call;
  };
  auto leave = [&](Value *result) {
    if (result->getType()->isVoidTy())
      builder.CreateRetVoid();
    else
      builder.CreateRet(result);
  };
  Value *iterator = wrapper.getArg(step.argument);
  Value *known = wrapper.getArg(wrapper.arg_size() - 2);

  Operation operation;
  operation.effect = Effect::Iterate;
  operation.site = wrapper.getArg(wrapper.arg_size() - 3);
  operation.record = newSlot(sizeof(MapsanOperation), "mapsan.operation");
  operation.read = newSlot(sizeof(MapsanRead), "mapsan.read");
  llvm::BasicBlock *checked = newBlock("mapsan.checked");
  llvm::BasicBlock *forget = newBlock("mapsan.forget");
  llvm::BasicBlock *plain = newBlock("mapsan.plain");
  Value *map = protocol_.loadPlain(builder, i64_, known, kMap);
  Value *isKnown = builder.CreateICmpNE(map, builder.getInt64(0));
  if (!isFollowed)
    isKnown = builder.CreateAnd(
        builder.CreateICmpEQ(protocol_.loadPlain(builder, i64_, iterator, 0),
                             protocol_.loadPlain(builder, i64_, known, kValue)),
        isKnown);
  // The value may come from where it was entered in the table.
  const bool isHeld = !isFollowed;
  llvm::BasicBlock *unknown = isHeld ? newBlock("mapsan.unknown") : plain;
  builder.CreateCondBr(isKnown, checked, unknown);
  llvm::BasicBlock *entry = builder.GetInsertBlock();
  if (isHeld) {
    builder.SetInsertPoint(unknown);
    std::vector<Value *> all = arguments;
    all.push_back(operation.site);
    llvm::Function *held = held_.wrapperFor(step);
    llvm::CallInst *call = builder.CreateCall(held, all);
    call->setCallingConv(held->getCallingConv());
    call->setAttributes(conventionOf(*step.call));
    leave(call);
  }

  builder.SetInsertPoint(forget);
  protocol_.storePlain(builder, builder.getInt64(0), known, kMap);
  builder.CreateBr(plain);

  // Not followed; or, in report mode, a step that repeats one of this epoch: of
  // what was noted the value alone changes.
  builder.SetInsertPoint(plain);
  llvm::PHINode *isTold = builder.CreatePHI(builder.getInt1Ty(), 3);
  if (!isHeld)
    isTold->addIncoming(builder.getFalse(), entry);
  isTold->addIncoming(builder.getFalse(), forget);
  Value *stepped = original();
  if (!isFollowed)
    protocol_.storePlain(
        builder,
        builder.CreateSelect(isTold,
                             protocol_.loadPlain(builder, i64_, iterator, 0),
                             protocol_.loadPlain(builder, i64_, known, kValue)),
        known, kValue);
  leave(stepped);

  builder.SetInsertPoint(checked);
  operation.map = builder.CreateIntToPtr(map, compat::bytePointer(context));
  compat::lifetimeStart(builder, operation.record, sizeof(MapsanOperation));
  compat::lifetimeStart(builder, operation.read, sizeof(MapsanRead));
  // To step back from the end is good whatever became of the elements.
  const bool isForward = step.mark.name == "operator++";
  const Measure measure = protocol_.measureOf(markOfMap(step));
  if (isForward)
    operation.measureAtBegin = {nullptr, measure.buckets, measure.offset};
  const Protocol::Noted noted = {
      protocol_.loadPlain(builder, i64_, known, kWord),
      protocol_.loadPlain(builder, i64_, known, kCounts),
      isForward
          ? builder.CreatePtrToInt(wrapper.getArg(wrapper.arg_size() - 1), i64_)
          : builder.getInt64(kUnasked)};
  llvm::BasicBlock *told =
      protocol_.beginStep(builder, operation, noted, forget, plain);
  if (told)
    isTold->addIncoming(builder.getTrue(), told);
  Value *result = original();
  protocol_.end(builder, operation, nullptr, /*unwinding=*/false);
  if (!isFollowed)
    protocol_.storePlain(builder,
                         protocol_.loadPlain(builder, i64_, iterator, 0), known,
                         kValue);
  protocol_.storePlain(builder, operation.toNote, known, kWord);
  noteCounts(builder, known);
  compat::lifetimeEnd(builder, operation.record, sizeof(MapsanOperation));
  compat::lifetimeEnd(builder, operation.read, sizeof(MapsanRead));
  leave(result);
}

Value *Iteration::mapOf(const PlannedStep &step, llvm::Instruction *before) {
  const Variable variable{step.variable, step.offset};
  llvm::AllocaInst *own = companionOf(variable).fields;
  const bool isSame = isFollowed(variable);
  if (!isSame)
    adopt(step, own, before);
  IRBuilder<> builder(before);
  Value *map = protocol_.loadPlain(builder, i64_, own, kMap);
  if (isSame)
    return map;
  Value *iterator = step.call->getArgOperand(step.argument);
  Value *isKnown =
      builder.CreateICmpEQ(protocol_.loadPlain(builder, i64_, iterator, 0),
                           protocol_.loadPlain(builder, i64_, own, kValue));
  return builder.CreateSelect(isKnown, map, builder.getInt64(0));
}

Value *Iteration::bucketsOf(const PlannedStep &step,
                            const Companion &own) const {
  if (!isFollowed({step.variable, step.offset}) ||
      protocol_.measureOf(markOfMap(step)).buckets)
    return own.buckets;
  return llvm::ConstantExpr::getIntToPtr(
      llvm::ConstantInt::get(i64_, kCertain),
      compat::bytePointer(module_.getContext()));
}

void Iteration::wrapSteps(Sites &sites) {
  // Behind an erasure comes first that it was one: its result is a new iterator.
  for (const auto &[index, call] : erasures_)
    noteErased(index, *llvm::cast<llvm::CallBase>(static_cast<Value *>(call)));
  defineAll();
  for (const PlannedStep &use : uses_)
    checkUse(use, sites.add(use));
  for (const PlannedStep &step : plan_.steps) {
    const Variable variable{step.variable, step.offset};
    // Who else writes it may give it another map's iterator, of the same value.
    if (!origins_.variables().count(variable) &&
        held_.isWanted(step.variable)) {
      replaceCall(*step.call, *held_.wrapperFor(step), {sites.add(step)});
      continue;
    }
    const Companion own = companionOf(variable);
    const bool isSame = isFollowed(variable);
    if (!isSame)
      adopt(step, own.fields, step.call);
    llvm::CallBase *stepped =
        replaceCall(*step.call, *wrapperFor(step, isSame),
                    {sites.add(step), own.fields, bucketsOf(step, own)});
    if (held_.isWanted(step.variable)) {
      IRBuilder<> builder(afterCall(*stepped));
      held_.enter(
          builder,
          protocol_.loadPlain(builder, i64_, step.variable, step.offset),
          protocol_.loadPlain(builder, i64_, own.fields, kMap));
    }
  }
}

} // namespace mapsan
