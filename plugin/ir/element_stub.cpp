// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// isOnlyUser() and isElementToldOf() of runtime/abi/recent.h as IR:
//
//   preserve_most void mapsan.element(site, map, pair, address, size)
//     if this thread is the map's only user, or has told of the element: return
//     mapsan.tell_element(site, map, pair, address, size)
//
// The second one saves the registers that a call may change, so the first one
// need not: it goes over to it by a jump, and is in no stack.
#include "plugin/ir/element_stub.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/cold_stub.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

class ElementStub {
public:
  ElementStub(Protocol &protocol, llvm::Function &stub)
      : protocol_(protocol), stub_(stub), builder_(block("entry")),
        i32_(builder_.getInt32Ty()), i64_(builder_.getInt64Ty()),
        pointer_(compat::bytePointer(stub.getContext())) {}

  void fill(llvm::Function &tell) {
    llvm::BasicBlock *done = block("done"), *telling = block("tell");
    const Protocol::Recent recent =
        protocol_.recentOf(builder_, protocol_.indexOf(builder_, map()));
    Value *effect =
        protocol_.loadPlain(builder_, builder_.getInt8Ty(), stub_.getArg(0),
                            offsetof(MapsanSite, effect));
    Value *isWrite = builder_.CreateICmpEQ(
        effect, builder_.getInt8(uint8_t(Effect::ElementWrite)));
    isOnlyUser(recent, isWrite, done);
    isTold(recent, isWrite, done, telling);
    builder_.SetInsertPoint(done);
    builder_.CreateRetVoid();
    builder_.SetInsertPoint(telling);
    std::vector<Value *> arguments;
    for (llvm::Argument &argument : stub_.args())
      arguments.push_back(&argument);
    llvm::CallInst *call = builder_.CreateCall(&tell, arguments);
    call->setCallingConv(tell.getCallingConv());
    call->setTailCallKind(llvm::CallInst::TCK_MustTail);
    builder_.CreateRetVoid();
  }

private:
  Value *map() { return stub_.getArg(1); }

  // Goes to `done`, or on.
  void isOnlyUser(const Protocol::Recent &recent, Value *isWrite,
                  llvm::BasicBlock *done) {
    llvm::BasicBlock *known = block("known"), *others = block("others");
    Value *uses = behind(recent.own, builder_.CreateShl(recent.number, 3));
    Value *use =
        protocol_.load(builder_, pointer_, uses, offsetof(MapsanRecent, uses));
    builder_.CreateCondBr(builder_.CreateIsNull(use), others, known);
    builder_.SetInsertPoint(known);
    Value *isMap = builder_.CreateICmpEQ(
        protocol_.load(builder_, i64_, use, offsetof(MapsanUse, address)),
        builder_.CreatePtrToInt(map(), i64_));
    Value *user = loadNumber(behind(use, offset(offsetof(MapsanUse, user))));
    Value *wanted = loadNumber(behind(
        recent.own,
        builder_.CreateSelect(isWrite, offset(offsetof(MapsanRecent, writer)),
                              offset(offsetof(MapsanRecent, reader)))));
    builder_.CreateCondBr(
        builder_.CreateAnd(isMap, builder_.CreateICmpEQ(user, wanted)), done,
        others);
    builder_.SetInsertPoint(others);
  }

  void isTold(const Protocol::Recent &recent, Value *isWrite,
              llvm::BasicBlock *done, llvm::BasicBlock *telling) {
    Value *table = protocol_.load(builder_, pointer_, recent.own,
                                  offsetof(MapsanRecent, elements));
    llvm::BasicBlock *look = block("look");
    builder_.CreateCondBr(builder_.CreateIsNull(table), telling, look);
    builder_.SetInsertPoint(look);
    Value *key = keyOf(stub_.getArg(3), stub_.getArg(4));
    Value *number =
        builder_.CreateAnd(builder_.CreateXor(builder_.CreateLShr(key, 3),
                                              builder_.CreateLShr(key, 13)),
                           kToldElements - 1);
    Value *told = behind(
        table, builder_.CreateMul(number, offset(sizeof(MapsanToldElement))));
    Value *isElement = builder_.CreateICmpEQ(
        protocol_.load(builder_, i64_, told,
                       offsetof(MapsanToldElement, element)),
        key);
    Value *seen =
        protocol_.wordOf(builder_, builder_.CreateIntToPtr(key, pointer_));
    Value *stamp = builder_.CreateSelect(
        isWrite,
        protocol_.load(builder_, i64_, told,
                       offsetof(MapsanToldElement, write)),
        protocol_.load(builder_, i64_, told,
                       offsetof(MapsanToldElement, read)));
    Value *isSame = builder_.CreateICmpEQ(
        stamp, protocol_.recentStamp(builder_, recent.own, seen));
    builder_.CreateCondBr(builder_.CreateAnd(isElement, isSame), done, telling);
  }

  Value *keyOf(Value *address, Value *size) {
    Value *bits = builder_.CreatePtrToInt(address, i64_);
    Value *large =
        builder_.CreateOr(builder_.CreateAnd(bits, offset(~uint64_t{3})),
                          offset(elementKey(0, 4)));
    Value *small = builder_.CreateOr(bits, offset(elementKey(0, 1)));
    return builder_.CreateSelect(builder_.CreateICmpUGE(size, offset(4)), large,
                                 small);
  }

  llvm::ConstantInt *offset(uint64_t bytes) { return builder_.getInt64(bytes); }
  Value *behind(Value *base, Value *bytes) {
    return builder_.CreateGEP(builder_.getInt8Ty(),
                              protocol_.at(builder_, base, 0), bytes);
  }
  // Of a thread; not aligned as other fields are.
  Value *loadNumber(Value *place) {
    llvm::LoadInst *load = builder_.CreateAlignedLoad(
        i32_, compat::pointerTo(builder_, place, i32_), llvm::Align(4));
    load->setAtomic(llvm::AtomicOrdering::Monotonic);
    compat::nosanitize(load);
    return load;
  }
  llvm::BasicBlock *block(const char *name) {
    return llvm::BasicBlock::Create(stub_.getContext(), name, &stub_);
  }

  Protocol &protocol_;
  llvm::Function &stub_;
  IRBuilder<> builder_;
  llvm::Type *i32_, *i64_, *pointer_;
};

} // namespace

llvm::Function *elementStub(llvm::Module &module, Protocol &protocol) {
  llvm::Function *tell = coldStub(module, "element", /*isWeak=*/false);
  if (!protocol.hasRecent())
    return tell;
  tell->setName("mapsan.tell_element");
  llvm::Function *stub =
      coldFunction(module, tell->getFunctionType(), "mapsan.element");
  ElementStub(protocol, *stub).fill(*tell);
  return stub;
}

} // namespace mapsan
