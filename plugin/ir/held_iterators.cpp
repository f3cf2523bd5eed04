// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   cursor->at = m.begin();     %r = call @begin(m)
//                               call @mapsan.hold(%r, m)
//   ++cursor->at;               call @mapsan.step.operator++(&cursor->at, site):
//                                 place = table[hash(iterator)]
//                                 place.map is not the iterator's: just step
//                                 table[map] != place.word: __mapsan_iterate
//                                 the original step
//                                 table[hash(iterator)] = {map, word, counts}
//
// The same in functions that get an iterator as an argument: std::for_each,
// std::find_if and their like are instantiated in this unit. (The linker may take
// another unit's copy of them, one without steps.)
#include "plugin/ir/held_iterators.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

/// Of a table, filled and looked at.
class Places {
public:
  Places(Protocol &protocol, IRBuilder<> &builder)
      : protocol_(protocol), builder_(builder) {}

  // Nodes that were allocated one after the other get places of their own.
  Value *placeOf(Value *table, Value *value) {
    return at(table, builder_.CreateAnd(numberOf(value), kHeldIterators - 1));
  }
  Value *placeOfEnd(Value *table, Value *value) {
    return at(table, builder_.CreateAdd(
                         builder_.CreateAnd(numberOf(value), kHeldEnds - 1),
                         builder_.getInt64(kHeldIterators)));
  }

  Value *get(Value *place, size_t field) {
    return protocol_.loadPlain(builder_, builder_.getInt64Ty(), place, field);
  }

  /// Whether what is noted there is the iterator's.
  Value *isOf(Value *place, Value *value) {
    Value *map = get(place, offsetof(MapsanHeldIterator, map));
    Value *tag = get(place, offsetof(MapsanHeldIterator, tag));
    return builder_.CreateAnd(
        builder_.CreateICmpEQ(builder_.CreateXor(tag, map), value),
        builder_.CreateICmpNE(map, builder_.getInt64(0)));
  }

  void forget(Value *place, Value *value) {
    Value *map = get(place, offsetof(MapsanHeldIterator, map));
    protocol_.storePlain(
        builder_,
        builder_.CreateSelect(isOf(place, value), builder_.getInt64(0), map),
        place, offsetof(MapsanHeldIterator, map));
  }

  // Null is no map's.
  void fill(Value *place, Value *value, Value *map, Value *word,
            Value *counts) {
    Value *none = builder_.getInt64(0);
    map = builder_.CreateSelect(builder_.CreateICmpEQ(value, none), none, map);
    auto put = [&](Value *what, size_t field) {
      protocol_.storePlain(builder_, what, place, field);
    };
    put(map, offsetof(MapsanHeldIterator, map));
    put(word, offsetof(MapsanHeldIterator, word));
    put(counts, offsetof(MapsanHeldIterator, counts));
    put(builder_.CreateXor(value, map), offsetof(MapsanHeldIterator, tag));
  }

private:
  Value *numberOf(Value *value) {
    return builder_.CreateXor(builder_.CreateLShr(value, 4),
                              builder_.CreateLShr(value, 10));
  }
  Value *at(Value *table, Value *number) {
    return builder_.CreateGEP(
        builder_.getInt8Ty(), table,
        builder_.CreateShl(number, llvm::Log2_64(sizeof(MapsanHeldIterator))));
  }

  Protocol &protocol_;
  IRBuilder<> &builder_;
};

} // namespace

Value *iteratorOf(Protocol &protocol, IRBuilder<> &builder,
                  llvm::CallBase &call) {
  llvm::Type *number = builder.getInt64Ty(), *type = call.getType();
  Value *value = &call;
  if (hasStructReturn(call))
    value = protocol.loadPlain(builder, number, call.getArgOperand(0), 0);
  else if (type->isStructTy() || type->isArrayTy())
    value = builder.CreateExtractValue(value, 0);
  if (value->getType()->isPointerTy())
    value = builder.CreatePtrToInt(value, number);
  return value->getType() == number ? value : nullptr;
}

HeldIterators::HeldIterators(llvm::Module &module, Protocol &protocol,
                             const Plan &plan)
    : module_(module), protocol_(protocol), plan_(plan),
      i64_(llvm::Type::getInt64Ty(module.getContext())) {
  for (const PlannedCall &planned : plan.calls) {
    const MethodMark &mark = planned.method->mark;
    isHandedOut_.push_back(mark.returnsIterator &&
                           escapes_.ofResult(*planned.call));
  }
  for (const PlannedStep &step : plan.steps)
    if (escapes_.ofVariable(*step.variable))
      wanted_.insert(step.variable);
}

void HeldIterators::onWrapped(size_t index, llvm::CallBase &wrapped) {
  if (!isHandedOut_[index])
    return;
  const Method &method = *plan_.calls[index].method;
  const Operand &operand = method.mark.operands[0];
  const unsigned argument =
      method.argumentOf(operand.parameter, hasStructReturn(wrapped));
  if (argument >= wrapped.arg_size())
    return;
  IRBuilder<> builder(afterCall(wrapped));
  builder.SetCurrentDebugLocation(wrapped.getDebugLoc());
  if (Value *value = iteratorOf(protocol_, builder, wrapped))
    enter(builder, value,
          builder.CreatePtrToInt(protocol_.at(builder,
                                              wrapped.getArgOperand(argument),
                                              operand.offset),
                                 i64_),
          plan_.calls[index].isOperation());
}

void HeldIterators::enter(IRBuilder<> &builder, Value *value, Value *map,
                          bool isRead) {
  builder.CreateCall(enterFunction(isRead), {value, map});
}

// void mapsan.hold(value, map)
llvm::Function *HeldIterators::enterFunction(bool isRead) {
  llvm::Function *&made = enter_[isRead];
  if (made)
    return made;
  llvm::LLVMContext &context = module_.getContext();
  made = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getVoidTy(context), {i64_, i64_},
                              false),
      llvm::GlobalValue::InternalLinkage,
      isRead ? "mapsan.hold" : "mapsan.hold.place", module_);
  made->setDoesNotThrow();
  made->addFnAttr(llvm::Attribute::InlineHint);
  auto block = [&](const char *name) {
    return llvm::BasicBlock::Create(context, name, made);
  };
  llvm::BasicBlock *fill = nullptr, *done = nullptr;
  IRBuilder<> builder(block("entry"));
  fill = block("fill");
  done = block("done");
  Value *value = made->getArg(0), *map = made->getArg(1);
  Value *table = protocol_.heldIterators(builder);
  builder.CreateCondBr(
      builder.CreateOr(builder.CreateIsNull(table),
                       builder.CreateICmpEQ(map, builder.getInt64(0))),
      done, fill);
  builder.SetInsertPoint(fill);
  Value *counts = protocol_.countsOf(builder, isRead);
  Value *word = protocol_.wordOf(
      builder, builder.CreateIntToPtr(map, compat::bytePointer(context)));
  word = builder.CreateSelect(
      protocol_.isSlowThread(builder),
      builder.CreateAnd(builder.CreateNot(word), ~kStepTold), word);
  Places places(protocol_, builder);
  Value *place = places.placeOf(table, value);
  if (!isRead) {
    places.forget(place, value); // what was noted when a step came here
    place = places.placeOfEnd(table, value);
  }
  places.fill(place, value, map, word, counts);
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  builder.CreateRetVoid();
  return made;
}

/// One wrapper while its code is emitted.
class HeldIterators::Stepper {
public:
  Stepper(Protocol &protocol, const PlannedStep &step, llvm::Function &wrapper)
      : protocol_(protocol), step_(step), wrapper_(wrapper),
        builder_(block("entry")), places_(protocol, builder_),
        i64_(builder_.getInt64Ty()) {}

  void emit() {
    llvm::LLVMContext &context = wrapper_.getContext();
    operation_.effect = Effect::Iterate;
    operation_.site = wrapper_.getArg(wrapper_.arg_size() - 1);
    operation_.record = slot(sizeof(MapsanOperation), "mapsan.operation");
    llvm::BasicBlock *look = block("mapsan.look");
    llvm::BasicBlock *lookAtEnds = block("mapsan.ends");
    llvm::BasicBlock *checked = block("mapsan.checked");
    llvm::BasicBlock *forget = block("mapsan.forget");
    llvm::BasicBlock *told = block("mapsan.told");
    llvm::BasicBlock *plain = block("mapsan.plain");
    table_ = protocol_.heldIterators(builder_);
    builder_.CreateCondBr(builder_.CreateIsNull(table_), plain, look);

    builder_.SetInsertPoint(look);
    Value *now = value();
    Value *element = places_.placeOf(table_, now);
    builder_.CreateCondBr(places_.isOf(element, now), checked, lookAtEnds);

    builder_.SetInsertPoint(lookAtEnds);
    Value *end = places_.placeOfEnd(table_, now);
    builder_.CreateCondBr(places_.isOf(end, now), checked, plain);

    builder_.SetInsertPoint(checked);
    llvm::PHINode *place = builder_.CreatePHI(element->getType(), 2);
    place->addIncoming(element, look);
    place->addIncoming(end, lookAtEnds);
    llvm::PHINode *isFromEnd = builder_.CreatePHI(builder_.getInt1Ty(), 2);
    isFromEnd->addIncoming(builder_.getFalse(), look);
    isFromEnd->addIncoming(builder_.getTrue(), lookAtEnds);
    Value *map = places_.get(place, offsetof(MapsanHeldIterator, map));
    Value *word = places_.get(place, offsetof(MapsanHeldIterator, word));
    Value *counts = places_.get(place, offsetof(MapsanHeldIterator, counts));
    operation_.map = builder_.CreateIntToPtr(map, compat::bytePointer(context));
    compat::lifetimeStart(builder_, operation_.record, sizeof(MapsanOperation));
    const bool hasTold = protocol_.beginStep(
        builder_, operation_,
        {word, counts, builder_.getInt64(kHeld), /*isHeld=*/true}, forget,
        told);
    Value *result = step();
    // The read that was noted stays the last one that is certain; to step back
    // from the end is one, and in report mode nothing is claimed of it.
    Value *present = protocol_.countsOf(builder_);
    Value *lower = builder_.getInt64(~0u);
    Value *mixed =
        builder_.CreateOr(builder_.CreateAnd(counts, builder_.CreateNot(lower)),
                          builder_.CreateAnd(present, lower));
    Value *isNew =
        builder_.CreateOr(isFromEnd, protocol_.isSlowThread(builder_));
    fill(map, operation_.toNote, builder_.CreateSelect(isNew, present, mixed));
    compat::lifetimeEnd(builder_, operation_.record, sizeof(MapsanOperation));
    leave(result);

    builder_.SetInsertPoint(forget);
    protocol_.storePlain(builder_, builder_.getInt64(0), place,
                         offsetof(MapsanHeldIterator, map));
    builder_.CreateBr(plain);

    builder_.SetInsertPoint(told);
    if (hasTold) {
      result = step();
      fill(map, word, counts);
      leave(result);
    } else {
      builder_.CreateUnreachable();
    }

    builder_.SetInsertPoint(plain);
    leave(step());
  }

private:
  llvm::BasicBlock *block(const char *name) {
    return llvm::BasicBlock::Create(wrapper_.getContext(), name, &wrapper_);
  }
  llvm::AllocaInst *slot(uint64_t size, const char *name) {
    llvm::AllocaInst *slot = builder_.CreateAlloca(
        llvm::ArrayType::get(builder_.getInt8Ty(), size), nullptr, name);
    slot->setAlignment(llvm::Align(8));
    return slot;
  }
  Value *value() {
    return protocol_.loadPlain(builder_, i64_, wrapper_.getArg(step_.argument),
                               0);
  }
  Value *step() {
    std::vector<Value *> arguments;
    for (unsigned i = 0; i < step_.call->arg_size(); ++i)
      arguments.push_back(wrapper_.getArg(i));
    llvm::CallInst *call =
        builder_.CreateCall(step_.call->getFunctionType(),
                            step_.call->getCalledOperand(), arguments);
    call->setCallingConv(step_.call->getCallingConv());
    call->setAttributes(conventionOf(*step_.call));
    return call;
  }
  void fill(Value *map, Value *word, Value *counts) {
    Value *now = value();
    places_.fill(places_.placeOf(table_, now), now, map, word, counts);
  }
  void leave(Value *result) {
    if (result->getType()->isVoidTy())
      builder_.CreateRetVoid();
    else
      builder_.CreateRet(result);
  }

  Protocol &protocol_;
  const PlannedStep &step_;
  llvm::Function &wrapper_;
  IRBuilder<> builder_;
  Places places_;
  llvm::Type *i64_;
  Value *table_ = nullptr;
  Operation operation_;
};

llvm::Function *HeldIterators::wrapperFor(const PlannedStep &step) {
  const llvm::CallBase &call = *step.call;
  Key key{call.getCalledOperand(), call.getFunctionType(),
          targetOf(*call.getFunction()), conventionOf(call).getRawPointer(),
          call.getCallingConv()};
  llvm::Function *&wrapper = wrappers_[key];
  if (!wrapper) {
    wrapper = declareWrapper(
        call, llvm::Twine("mapsan.held.") + step.function->getName(),
        /*extra=*/1);
    if (step.function->doesNotThrow())
      wrapper->setDoesNotThrow();
    Stepper(protocol_, step, *wrapper).emit();
  }
  return wrapper;
}

void HeldIterators::wrapSteps(Sites &sites) {
  for (const PlannedStep &step : plan_.heldSteps)
    replaceCall(*step.call, *wrapperFor(step), {sites.add(step)});
}

} // namespace mapsan
