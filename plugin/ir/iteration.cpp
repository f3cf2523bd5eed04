// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A companion is four words beside an iterator:
//
//   value      the iterator's first eight bytes when the rest was noted
//   map        whose element that is; 0: nothing is known
//   word       the map's word then
//   counts     this thread's counts of release-side synchronisations (upper
//              half) and of writing operations (lower half) then; halves, so
//              that both are one register in a loop
//
// A call that returns an iterator fills a companion of its own. A step looks at
// the companion of its variable; if the variable's value is another, it takes
// over the companion of the call that returned this value, if any did (the
// value decides, so that copies, assignments and conversions need not be
// followed). Then:
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

#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

enum Field : int64_t { kValue = 0, kMap = 8, kWord = 16, kCounts = 24 };
constexpr int64_t kFields = 4;

llvm::Type *companionType(llvm::LLVMContext &context) {
  return llvm::ArrayType::get(llvm::Type::getInt64Ty(context), kFields);
}

} // namespace

Iteration::Iteration(llvm::Module &module, Protocol &protocol, const Plan &plan)
    : module_(module), protocol_(protocol), plan_(plan),
      i64_(llvm::Type::getInt64Ty(module.getContext())) {
  for (const PlannedStep &step : plan.steps)
    wanted_.insert(step.sources.begin(), step.sources.end());
  for (const PlannedStep &dereference : plan.dereferences)
    wanted_.insert(dereference.sources.begin(), dereference.sources.end());
}

llvm::AllocaInst *Iteration::companion(llvm::Function &function) {
  IRBuilder<> builder(&*function.getEntryBlock().getFirstInsertionPt());
  llvm::AllocaInst *slot = builder.CreateAlloca(
      companionType(module_.getContext()), nullptr, "mapsan.companion");
  slot->setAlignment(llvm::Align(8));
  protocol_.storePlain(builder, builder.getInt64(0), slot, kValue);
  protocol_.storePlain(builder, builder.getInt64(0), slot, kMap);
  return slot;
}

llvm::AllocaInst *Iteration::companionOf(const PlannedStep &step) {
  llvm::AllocaInst *&slot = ofVariable_[{step.variable, step.offset}];
  if (!slot)
    slot = companion(*step.call->getFunction());
  return slot;
}

void Iteration::noteCounts(IRBuilder<> &builder, Value *slot) {
  Value *releases = protocol_.own(builder, offsetof(MapsanThread, releases));
  Value *operations =
      protocol_.own(builder, offsetof(MapsanThread, operations));
  protocol_.storePlain(
      builder,
      builder.CreateOr(builder.CreateShl(releases, 32),
                       builder.CreateAnd(operations, builder.getInt64(~0u))),
      slot, kCounts);
}

void Iteration::onWrapped(size_t index, llvm::CallBase &wrapped) {
  if (!wanted_.count(index))
    return;
  const PlannedCall &planned = plan_.calls[index];
  const Operand &operand = planned.method->mark.operands[0];
  llvm::AllocaInst *slot = companion(*wrapped.getFunction());
  bool sret = hasStructReturn(wrapped);
  llvm::Type *type = wrapped.getType();
  IRBuilder<> builder(afterCall(wrapped));
  builder.SetCurrentDebugLocation(wrapped.getDebugLoc());
  Value *value = &wrapped;
  if (sret)
    value = protocol_.loadPlain(builder, i64_, wrapped.getArgOperand(0), 0);
  else if (type->isStructTy() || type->isArrayTy())
    value = builder.CreateExtractValue(value, 0);
  if (value->getType()->isPointerTy())
    value = builder.CreatePtrToInt(value, i64_);
  if (value->getType() != i64_)
    return; // a shape of result that we do not know: nothing is followed
  Value *map = protocol_.at(builder,
                            wrapped.getArgOperand(planned.method->argumentOf(
                                operand.parameter, sret)),
                            operand.offset);
  protocol_.storePlain(builder, value, slot, kValue);
  protocol_.storePlain(builder, builder.CreatePtrToInt(map, i64_), slot, kMap);
  Value *isSlow = protocol_.isSlowThread(builder);
  protocol_.storePlain(builder,
                       builder.CreateSelect(isSlow,
                                            builder.getInt64(kTrackedWord),
                                            protocol_.wordOf(builder, map)),
                       slot, kWord);
  noteCounts(builder, slot);
  ofSource_[index] = slot;
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
  Value *fields[kFields];
  for (int64_t i = 0; i < kFields; ++i)
    fields[i] = protocol_.loadPlain(builder, i64_, own, 8 * i);
  for (size_t source : step.sources) {
    auto slot = ofSource_.find(source);
    if (slot == ofSource_.end())
      continue;
    Value *theirs[kFields];
    for (int64_t i = 0; i < kFields; ++i)
      theirs[i] = protocol_.loadPlain(builder, i64_, slot->second, 8 * i);
    Value *isIt = builder.CreateICmpEQ(theirs[0], now);
    for (int64_t i = 0; i < kFields; ++i)
      fields[i] = builder.CreateSelect(isIt, theirs[i], fields[i]);
  }
  for (int64_t i = 0; i < kFields; ++i)
    protocol_.storePlain(builder, fields[i], own, 8 * i);
}

llvm::Function *Iteration::wrapperFor(const PlannedStep &step) {
  const llvm::CallBase &call = *step.call;
  Key key{call.getCalledOperand(), call.getFunctionType(),
          targetOf(*call.getFunction()), conventionOf(call).getRawPointer(),
          call.getCallingConv()};
  llvm::Function *&wrapper = wrappers_[key];
  if (!wrapper) {
    wrapper = declareWrapper(
        call, llvm::Twine("mapsan.step.") + step.function->getName(),
        /*extra=*/2);
    if (step.function->doesNotThrow())
      wrapper->setDoesNotThrow();
    emit(step, *wrapper);
  }
  return wrapper;
}

// An exception out of operator++ leaves the read chain behind: a record below
// the stack pointer, which its readers know as stale.
void Iteration::emit(const PlannedStep &step, llvm::Function &wrapper) {
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
  Value *known = wrapper.getArg(wrapper.arg_size() - 1);

  Operation operation;
  operation.effect = Effect::Iterate;
  operation.site = wrapper.getArg(wrapper.arg_size() - 2);
  operation.record = newSlot(sizeof(MapsanOperation), "mapsan.operation");
  operation.read = newSlot(sizeof(MapsanRead), "mapsan.read");
  llvm::BasicBlock *checked = newBlock("mapsan.checked");
  llvm::BasicBlock *forget = newBlock("mapsan.forget");
  llvm::BasicBlock *plain = newBlock("mapsan.plain");
  Value *value = protocol_.loadPlain(builder, i64_, iterator, 0);
  Value *map = protocol_.loadPlain(builder, i64_, known, kMap);
  Value *isKnown = builder.CreateAnd(
      builder.CreateICmpEQ(value,
                           protocol_.loadPlain(builder, i64_, known, kValue)),
      builder.CreateICmpNE(map, builder.getInt64(0)));
  builder.CreateCondBr(isKnown, checked, plain);
  llvm::BasicBlock *entry = builder.GetInsertBlock();

  builder.SetInsertPoint(forget);
  protocol_.storePlain(builder, builder.getInt64(0), known, kMap);
  builder.CreateBr(plain);

  // Not followed; or, in report mode, a step that repeats one of this epoch: of
  // what was noted the value alone changes.
  builder.SetInsertPoint(plain);
  llvm::PHINode *isTold = builder.CreatePHI(builder.getInt1Ty(), 3);
  isTold->addIncoming(builder.getFalse(), entry);
  isTold->addIncoming(builder.getFalse(), forget);
  Value *stepped = original();
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
  llvm::BasicBlock *told = protocol_.beginStep(
      builder, operation, protocol_.loadPlain(builder, i64_, known, kWord),
      protocol_.loadPlain(builder, i64_, known, kCounts), forget, plain);
  if (told)
    isTold->addIncoming(builder.getTrue(), told);
  Value *result = original();
  protocol_.end(builder, operation, nullptr, /*unwinding=*/false);
  protocol_.storePlain(builder, protocol_.loadPlain(builder, i64_, iterator, 0),
                       known, kValue);
  protocol_.storePlain(builder, operation.stored, known, kWord);
  noteCounts(builder, known);
  compat::lifetimeEnd(builder, operation.record, sizeof(MapsanOperation));
  compat::lifetimeEnd(builder, operation.read, sizeof(MapsanRead));
  leave(result);
}

Value *Iteration::mapOf(const PlannedStep &step, llvm::Instruction *before) {
  llvm::AllocaInst *own = companionOf(step);
  adopt(step, own, before);
  IRBuilder<> builder(before);
  Value *iterator = step.call->getArgOperand(step.argument);
  Value *isKnown =
      builder.CreateICmpEQ(protocol_.loadPlain(builder, i64_, iterator, 0),
                           protocol_.loadPlain(builder, i64_, own, kValue));
  return builder.CreateSelect(isKnown,
                              protocol_.loadPlain(builder, i64_, own, kMap),
                              builder.getInt64(0));
}

void Iteration::wrapSteps(Sites &sites) {
  for (const PlannedStep &step : plan_.steps) {
    llvm::AllocaInst *own = companionOf(step);
    adopt(step, own, step.call);
    replaceCall(*step.call, *wrapperFor(step), {sites.add(step), own});
  }
}

} // namespace mapsan
