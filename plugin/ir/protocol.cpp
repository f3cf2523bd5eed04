// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words, the ring and the read chain are read by other threads while we
// write them, and our own code may be inlined beside the map's: all accesses
// are atomic (relaxed), so that no optimisation drops, merges or moves them
// over the operation. They cost what plain ones cost. None is instrumented by
// other sanitizers (!nosanitize).
//
// Only this thread writes its own MapsanThread and its ring's sequences: what it
// reads of them before an operation is loaded plainly, so that a comparison
// takes it from memory.
//
// Everything that a slow path wants to know is put together in a function of
// its own (`mapsan.write_begin`), one for each map type and runtime call, which saves
// nearly every register: a wrapper's cold blocks stay small wherever they are
// inlined, and its fast path keeps its values in registers. It answers in the
// record: before LLVM 17 that convention on x86-64 restores the register of a
// result too (llvm/llvm-project#48789). It takes pc and frame from its caller's:
// its return address is in the operation, and so in the same inline chain.
//
// A wrapper is worth inlining where its method is: what begin and end add to
// the inliner's estimate is given back by the slow call inside it.
#include "plugin/ir/protocol.h"

#include "plugin/ir/call_shape.h"
#include "plugin/ir/cold_stub.h"

#include "plugin/compat/llvm.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

constexpr unsigned kColdWeight = 1;
constexpr unsigned kHotWeight = 1u << 20;

/// What the inliner's estimate of a wrapper has for each slow call and the fast
/// path beside it, at 5 an instruction and 25 a call.
constexpr const char *kOwnCost = "250";

/// A size() or bucket_count() that may be called: its body or another call of
/// it is in this unit, so that we add no reference that may not link.
llvm::Function *usable(const llvm::Module &module, const std::string &name) {
  llvm::Function *function = name.empty() ? nullptr : module.getFunction(name);
  if (!function || (function->isDeclaration() && function->use_empty()) ||
      function->arg_size() != 1 ||
      !function->getArg(0)->getType()->isPointerTy() ||
      !function->getReturnType()->isIntegerTy())
    return nullptr;
  return function;
}

} // namespace

Protocol::Protocol(llvm::Module &module, unsigned tableBits)
    : module_(module), tableBits_(tableBits),
      i32_(llvm::Type::getInt32Ty(module.getContext())),
      i64_(llvm::Type::getInt64Ty(module.getContext())),
      pointer_(compat::bytePointer(module.getContext())) {
  llvm::LLVMContext &context = module.getContext();
  llvm::Type *VOID = llvm::Type::getVoidTy(context), *WORD = i64_;
  llvm::Type *PTR = pointer_, *I32 = i32_;
  auto declare = [&](const char *name, llvm::Type *result,
                     llvm::ArrayRef<llvm::Type *> parameters) {
    llvm::FunctionCallee callee = module.getOrInsertFunction(
        name, llvm::FunctionType::get(result, parameters, false));
    if (auto *function = llvm::dyn_cast<llvm::Function>(callee.getCallee())) {
      function->setDoesNotThrow();
      function->addFnAttr(llvm::Attribute::Cold);
    }
    return callee;
  };
  std::map<std::string, llvm::FunctionCallee *> wanted = {
      {"write_begin", &writeBegin_},  {"write_end", &writeEnd_},
      {"read_begin", &readBegin_},    {"read_end", &readEnd_},
      {"constructed", &constructed_}, {"iterate", &iterate_},
      {"dereference", &dereference_}, {"moved", &moved_}};
#define MAPSAN_CALL(name, result, params, ...)                                 \
  if (wanted.count(#name))                                                     \
    *wanted[#name] = declare("__mapsan_" #name, result, {__VA_ARGS__});
#include "runtime/abi/calls.def"
  (void)I32;
  (void)VOID;

  // Not dso_local, although clang -fno-pic would say so: a copy relocation
  // would move 8 MiB into each executable and past the runtime's own code.
  llvm::Type *table = llvm::ArrayType::get(i64_, uint64_t{1} << kTableBits);
  words_ = compat::asBytes(module.getOrInsertGlobal("__mapsan_words", table));
  auto *thread = llvm::cast<llvm::GlobalVariable>(
      module
          .getOrInsertGlobal("__mapsan_thread",
                             table = llvm::ArrayType::get(i64_, 8))
          ->stripPointerCasts());
  thread->setThreadLocalMode(llvm::GlobalValue::InitialExecTLSModel);
  thread_ = compat::asBytes(thread);
}

Value *Protocol::at(IRBuilder<> &builder, Value *base, int64_t offset) {
  base = builder.CreatePointerCast(base, pointer_);
  if (offset == 0)
    return base;
  return builder.CreateGEP(builder.getInt8Ty(), base,
                           builder.getInt64(uint64_t(offset)));
}

llvm::LoadInst *Protocol::load(IRBuilder<> &builder, llvm::Type *type,
                               Value *base, int64_t offset) {
  Value *address = compat::pointerTo(builder, at(builder, base, offset), type);
  llvm::LoadInst *load =
      builder.CreateAlignedLoad(type, address, llvm::Align(8));
  load->setAtomic(llvm::AtomicOrdering::Monotonic);
  compat::nosanitize(load);
  return load;
}

llvm::LoadInst *Protocol::loadOwn(IRBuilder<> &builder, llvm::Type *type,
                                  Value *base, int64_t offset) {
  llvm::LoadInst *load = this->load(builder, type, base, offset);
  load->setAtomic(llvm::AtomicOrdering::NotAtomic);
  return load;
}

Value *Protocol::isSlowThread(IRBuilder<> &builder) {
  return builder.CreateICmpEQ(
      own(builder, offsetof(MapsanThread, mine)),
      builder.getInt64(threadWord(kUninitialisedThread)));
}

llvm::Instruction *Protocol::behindOnSlowThreads(IRBuilder<> &builder,
                                                 llvm::CallBase &call) {
  llvm::Instruction *next = afterCall(call);
  builder.SetInsertPoint(next);
  llvm::Instruction *end = llvm::SplitBlockAndInsertIfThen(
      isSlowThread(builder), next, /*Unreachable=*/false,
      llvm::MDBuilder(call.getContext()).createBranchWeights(1, 1u << 20));
  builder.SetInsertPoint(end);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  return end;
}

/// ((word ^ mine) & ~version) != 0: a version is the word's upper half.
Value *Protocol::isNotMine(IRBuilder<> &builder, Value *word) {
  static_assert(kVersionShift == 32, "mine is compared with the lower half");
  Value *mine = loadOwn(builder, i32_, thread_, offsetof(MapsanThread, mine));
  return builder.CreateICmpNE(builder.CreateTrunc(word, i32_), mine);
}

llvm::LoadInst *Protocol::loadPlain(IRBuilder<> &builder, llvm::Type *type,
                                    Value *base, int64_t offset) {
  Value *address = compat::pointerTo(builder, at(builder, base, offset), type);
  llvm::LoadInst *load =
      builder.CreateAlignedLoad(type, address, llvm::Align(1));
  compat::nosanitize(load);
  return load;
}

llvm::StoreInst *Protocol::storePlain(IRBuilder<> &builder, Value *value,
                                      Value *base, int64_t offset) {
  Value *address =
      compat::pointerTo(builder, at(builder, base, offset), value->getType());
  llvm::StoreInst *store =
      builder.CreateAlignedStore(value, address, llvm::Align(1));
  compat::nosanitize(store);
  return store;
}

llvm::StoreInst *Protocol::store(IRBuilder<> &builder, Value *value,
                                 Value *base, int64_t offset) {
  Value *address =
      compat::pointerTo(builder, at(builder, base, offset), value->getType());
  llvm::StoreInst *store =
      builder.CreateAlignedStore(value, address, llvm::Align(8));
  store->setAtomic(llvm::AtomicOrdering::Monotonic);
  compat::nosanitize(store);
  return store;
}

Value *Protocol::isNonZero(IRBuilder<> &builder, Value *value) {
  return builder.CreateICmpNE(value,
                              llvm::ConstantInt::get(value->getType(), 0));
}

llvm::BasicBlock *Protocol::block(IRBuilder<> &builder, const char *name) {
  return llvm::BasicBlock::Create(module_.getContext(), name,
                                  builder.GetInsertBlock()->getParent());
}

void Protocol::branchCold(IRBuilder<> &builder, Value *condition,
                          llvm::BasicBlock *cold, llvm::BasicBlock *next) {
  llvm::MDNode *weights = llvm::MDBuilder(module_.getContext())
                              .createBranchWeights(kColdWeight, kHotWeight);
  builder.CreateCondBr(condition, cold, next, weights);
}

Value *Protocol::codeAddress(IRBuilder<> &builder) {
  bool arm = compat::startsWith(compat::targetTriple(module_), "aarch64");
  llvm::InlineAsm *code = llvm::InlineAsm::get(
      llvm::FunctionType::get(pointer_, false),
      arm ? "adr $0, ." : "leaq 0(%rip), $0", arm ? "=r" : "=r,~{dirflag}",
      /*hasSideEffects=*/true);
  llvm::CallInst *call = builder.CreateCall(code);
  call->setDoesNotThrow();
  return call;
}

Value *Protocol::frameAddress(IRBuilder<> &builder, unsigned level) {
  return builder.CreateIntrinsic(llvm::Intrinsic::frameaddress, {pointer_},
                                 {builder.getInt32(level)});
}

Value *Protocol::indexOf(IRBuilder<> &builder, Value *map) {
  if (tableBits_ == 0)
    return builder.getInt64(0);
  Value *address = builder.CreatePtrToInt(map, i64_);
  Value *hash = builder.CreateMul(address, builder.getInt64(kHashMultiplier));
  return builder.CreateLShr(hash, 64 - tableBits_);
}

void Protocol::findSlot(IRBuilder<> &builder, Operation &operation) {
  operation.index = indexOf(builder, operation.map);
  operation.slot = builder.CreateInBoundsGEP(
      i64_, compat::pointerTo(builder, words_, i64_), operation.index);
}

Measure Protocol::measureOf(const MethodMark &mark) const {
  return {usable(module_, mark.size), usable(module_, mark.buckets),
          mark.sizeOffset};
}

Value *Protocol::measure(IRBuilder<> &builder, llvm::Function *function,
                         Value *map, int64_t offset) {
  if (!function)
    return builder.getInt64(kUnknownSize);
  Value *object =
      compat::pointerTo(builder, at(builder, map, offset),
                        llvm::Type::getInt8Ty(module_.getContext()));
  llvm::FunctionType *type = function->getFunctionType();
  if (object->getType() != type->getParamType(0))
    object = builder.CreatePointerCast(object, type->getParamType(0));
  llvm::CallInst *call = builder.CreateCall(type, function, {object});
  call->setCallingConv(function->getCallingConv());
  return builder.CreateZExtOrTrunc(call, i64_);
}

Value *Protocol::sizeBefore(llvm::CallBase &call, const MethodMark &mark,
                            Value *map) {
  IRBuilder<> builder(&call);
  Value *isSlow = isSlowThread(builder);
  llvm::BasicBlock *head = call.getParent();
  llvm::Instruction *cold = llvm::SplitBlockAndInsertIfThen(
      isSlow, &call, /*Unreachable=*/false,
      llvm::MDBuilder(call.getContext()).createBranchWeights(1, 1u << 20));
  builder.SetInsertPoint(cold);
  builder.SetCurrentDebugLocation(call.getDebugLoc());
  const Measure measure = measureOf(mark);
  Value *size = this->measure(builder, measure.size, map, measure.offset);
  IRBuilder<> join(&call.getParent()->front());
  llvm::PHINode *before = join.CreatePHI(i64_, 2);
  before->addIncoming(builder.getInt64(kUnknownSize), head);
  before->addIncoming(size, cold->getParent());
  return before;
}

void Protocol::tellMoved(IRBuilder<> &builder, llvm::Constant *site, Value *map,
                         Value *begin, Value *end) {
  builder.CreateCall(moved_, {site, builder.CreatePointerCast(map, pointer_),
                              builder.CreatePointerCast(begin, pointer_),
                              builder.CreatePointerCast(end, pointer_)});
}

Value *Protocol::keyPointer(IRBuilder<> &builder, Value *key) {
  if (!key)
    return llvm::Constant::getNullValue(pointer_);
  if (key->getType()->isPointerTy())
    return builder.CreatePointerCast(key, pointer_);
  unsigned bits = key->getType()->getPrimitiveSizeInBits();
  key = builder.CreateBitCast(key, builder.getIntNTy(bits));
  return builder.CreateIntToPtr(builder.CreateZExt(key, i64_), pointer_);
}

// void mapsan.write_begin(op, map, site, key)
llvm::Function *Protocol::slowCall(llvm::FunctionCallee target,
                                   const Measure &measure) {
  llvm::Function *&function = slowCalls_[{target.getCallee(), measure}];
  if (function)
    return function;
  function = coldFunction(
      module_,
      llvm::FunctionType::get(llvm::Type::getVoidTy(module_.getContext()),
                              std::vector<llvm::Type *>(4, pointer_), false),
      "mapsan." + target.getCallee()->getName().drop_front(9));
  function->addFnAttr(llvm::Attribute::UWTable);
  function->addFnAttr("frame-pointer", "all");
  IRBuilder<> builder(
      llvm::BasicBlock::Create(module_.getContext(), "entry", function));
  Value *record = function->getArg(0);
  const size_t fields[] = {offsetof(MapsanOperation, map),
                           offsetof(MapsanOperation, site),
                           offsetof(MapsanOperation, key)};
  for (unsigned i = 0; i < 3; ++i)
    store(builder, function->getArg(i + 1), record, fields[i]);
  Value *back = builder.CreateIntrinsic(llvm::Intrinsic::returnaddress, {},
                                        {builder.getInt32(0)});
  store(builder, at(builder, back, -1), record, offsetof(MapsanOperation, pc));
  store(builder, frameAddress(builder, 1), record,
        offsetof(MapsanOperation, frame));
  Value *map = function->getArg(1);
  store(builder, this->measure(builder, measure.size, map, measure.offset),
        record, offsetof(MapsanOperation, size));
  store(builder, this->measure(builder, measure.buckets, map, measure.offset),
        record, offsetof(MapsanOperation, buckets));
  Value *answer = builder.CreateCall(target, {record});
  if (!answer->getType()->isVoidTy())
    store(builder, answer, record, offsetof(MapsanOperation, stored));
  builder.CreateRetVoid();
  return function;
}

Value *Protocol::callSlow(IRBuilder<> &builder, const Operation &operation,
                          const Measure &measure, llvm::FunctionCallee target) {
  Value *record = builder.CreatePointerCast(operation.record, pointer_);
  llvm::Function *function = slowCall(target, measure);
  llvm::CallInst *call =
      builder.CreateCall(function, {record, operation.map, operation.site,
                                    keyPointer(builder, operation.key)});
  call->setCallingConv(function->getCallingConv());
  call->addFnAttr(llvm::Attribute::get(module_.getContext(),
                                       "call-threshold-bonus", kOwnCost));
  if (target.getFunctionType()->getReturnType()->isVoidTy())
    return nullptr;
  return load(builder, i64_, record, offsetof(MapsanOperation, stored));
}

Value *Protocol::recentStamp(IRBuilder<> &builder, Value *recent, Value *seen) {
  return builder.CreateAdd(
      load(builder, i64_, recent, offsetof(MapsanRecent, tag)), seen);
}

Protocol::Recent Protocol::recentOf(IRBuilder<> &builder, Value *index) {
  Value *own = load(builder, pointer_, thread_, offsetof(MapsanThread, recent));
  Value *number = builder.CreateAnd(index, kRecentPlaces - 1);
  Value *offset =
      builder.CreateShl(number, llvm::Log2_64(sizeof(MapsanRecentPlace)));
  return {own, number,
          at(builder, builder.CreateGEP(builder.getInt8Ty(), own, offset),
             offsetof(MapsanRecent, places))};
}

Value *Protocol::isRecent(IRBuilder<> &builder, const Operation &operation,
                          Value *seen, bool isUpsert, Value *&place) {
  const Recent recent = recentOf(builder, operation.index);
  place = recent.place;
  Value *isMap = builder.CreateICmpEQ(
      load(builder, pointer_, place, offsetof(MapsanRecentPlace, map)),
      operation.map);
  Value *wanted = recentStamp(builder, recent.own, seen);
  if (isUpsert)
    wanted = builder.CreateAdd(
        wanted, load(builder, i64_, place, offsetof(MapsanRecentPlace, open)));
  const size_t field = isUpsert ? offsetof(MapsanRecentPlace, upsert)
                                : offsetof(MapsanRecentPlace, read);
  Value *isTold =
      builder.CreateICmpEQ(load(builder, i64_, place, field), wanted);
  return builder.CreateAnd(isMap, isTold);
}

void Protocol::begin(IRBuilder<> &builder, Operation &operation) {
  findSlot(builder, operation);
  if (mayWrite(operation.effect))
    beginWrite(builder, operation);
  else
    beginRead(builder, operation);
}

void Protocol::end(IRBuilder<> &builder, Operation &operation, Value *changed,
                   bool unwinding) {
  if (mayWrite(operation.effect))
    endWrite(builder, operation, changed, unwinding);
  else
    endRead(builder, operation, unwinding);
}

} // namespace mapsan
