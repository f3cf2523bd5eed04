// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   define internal R @mapsan.wrap.M(args..., ptr %site) personality P {
//     begin of each operand, in order          (a constructed one has none)
//     %r = invoke R @M(args...)
//     end of each operand, in reverse order    ret R %r
//     landingpad cleanup: the same ends        resume
//   }
//
// Wrappers are internal: with linkonce_odr two units whose key types are of the
// same name, each in its own anonymous namespace, would call each other's
// methods. They have no debug information of their own: inlined, their code
// takes the place of the call, as nodebug functions do, and a map's code inside
// keeps its lines.
//
// A function with very many operations fills a table, mostly, and runs once. To
// inline all of them multiplies LLVM's work, which grows faster than the function
// does; its wrappers stay functions.
#include "plugin/ir/wrapper.h"

#include "plugin/compat/llvm.h"
#include "plugin/ir/call_shape.h"
#include "plugin/ir/observe.h"

#include "llvm/IR/Instructions.h"

namespace mapsan {

using llvm::IRBuilder;
using llvm::Value;

namespace {

/// As many operations in one function are inlined if LLVM likes.
constexpr unsigned kMostInlined = 64;

/// The body of one wrapper.
class Body {
public:
  Body(llvm::Module &module, Protocol &protocol, const PlannedCall &planned,
       llvm::Function &wrapper)
      : module_(module), protocol_(protocol), planned_(planned),
        mark_(planned.method->mark), wrapper_(wrapper),
        builder_(
            llvm::BasicBlock::Create(module.getContext(), "entry", &wrapper)) {}

  void emit(bool withCleanup) {
    measure_ = protocol_.measureOf(mark_);
    allocate();
    for (Operation &operation : operations_)
      if (operation.effect != Effect::Construct)
        protocol_.begin(builder_, operation);
    if (comparesSize())
      before_ = protocol_.measure(builder_, measure_.size, operations_[0].map,
                                  measure_.offset);
    llvm::CallBase *call = callOriginal(withCleanup);
    finish(call);
    if (call->getType()->isVoidTy())
      builder_.CreateRetVoid();
    else
      builder_.CreateRet(call);
    if (auto *invoke = llvm::dyn_cast<llvm::InvokeInst>(call)) {
      builder_.SetInsertPoint(invoke->getUnwindDest());
      llvm::LandingPadInst *pad = builder_.CreateLandingPad(
          llvm::StructType::get(compat::bytePointer(module_.getContext()),
                                builder_.getInt32Ty()),
          0);
      pad->setCleanup(true);
      finish(nullptr);
      builder_.CreateResume(pad);
    }
  }

private:
  bool comparesSize() const {
    if (!measure_.size || mark_.isConstructor || mark_.isDestructor ||
        planned_.operands.front().parameter != mark_.operands.front().parameter)
      return false;
    for (const Operand &operand : planned_.operands)
      if (operand.observe == Observe::Size)
        return true;
    return false;
  }

  Value *argumentOf(int parameter) {
    return wrapper_.getArg(planned_.method->argumentOf(
        parameter, hasStructReturn(*planned_.call)));
  }

  /// What a slow path will make the key pointer of: see KeyPassing.
  Value *key() {
    unsigned index = planned_.method->argumentOf(
        mark_.keyParameter, hasStructReturn(*planned_.call));
    KeyPassing passing = keyPassing(mark_, *planned_.call, index);
    if (passing == KeyPassing::None)
      return nullptr;
    Value *key = wrapper_.getArg(index);
    if (passing == KeyPassing::LoadedValue)
      key = protocol_.loadPlain(builder_,
                                builder_.getIntNTy(8 * mark_.key[0].width), key,
                                mark_.key[0].offset);
    return key;
  }

  void allocate() {
    llvm::Type *bytes = builder_.getInt8Ty();
    auto slot = [&](uint64_t size, const char *name) {
      llvm::AllocaInst *slot = builder_.CreateAlloca(
          llvm::ArrayType::get(bytes, size), nullptr, name);
      slot->setAlignment(llvm::Align(8));
      return slot;
    };
    for (const Operand &operand : planned_.operands) {
      Operation operation;
      operation.effect = operand.effect;
      operation.record = slot(sizeof(MapsanOperation), "mapsan.operation");
      if (!mayWrite(operand.effect))
        operation.read = slot(sizeof(MapsanRead), "mapsan.read");
      operations_.push_back(operation);
    }
    Value *site = wrapper_.getArg(wrapper_.arg_size() - 1);
    for (size_t i = 0; i < operations_.size(); ++i) {
      Operation &operation = operations_[i];
      const Operand &operand = planned_.operands[i];
      compat::lifetimeStart(builder_, operation.record,
                            sizeof(MapsanOperation));
      if (operation.read)
        compat::lifetimeStart(builder_, operation.read, sizeof(MapsanRead));
      operation.map =
          protocol_.at(builder_, argumentOf(operand.parameter), operand.offset);
      operation.site = protocol_.at(builder_, site, i * sizeof(MapsanSite));
      if (i == 0)
        operation.key = key();
      // size() belongs to the first operand's type, and a map has one between
      // its constructor and its destructor only.
      bool measured = i == 0 && operand.parameter == Operand::kThis;
      if (measured && operand.effect != Effect::Construct)
        operation.measureAtBegin = measure_;
      if (measured && operand.effect != Effect::Destroy)
        operation.measureAtEnd = measure_;
    }
  }

  llvm::CallBase *callOriginal(bool withCleanup) {
    const llvm::CallBase &original = *planned_.call;
    std::vector<Value *> arguments;
    for (unsigned i = 0; i < original.arg_size(); ++i)
      arguments.push_back(wrapper_.getArg(i));
    llvm::CallBase *call;
    if (withCleanup) {
      auto *done =
          llvm::BasicBlock::Create(module_.getContext(), "returned", &wrapper_);
      auto *thrown =
          llvm::BasicBlock::Create(module_.getContext(), "thrown", &wrapper_);
      call = builder_.CreateInvoke(original.getFunctionType(),
                                   original.getCalledOperand(), done, thrown,
                                   arguments);
      builder_.SetInsertPoint(done);
    } else {
      call = builder_.CreateCall(original.getFunctionType(),
                                 original.getCalledOperand(), arguments);
    }
    call->setCallingConv(original.getCallingConv());
    call->setAttributes(conventionOf(original));
    return call;
  }

  /// The ends, on the normal path (`call`) or the exceptional one (null).
  void finish(llvm::CallBase *call) {
    Outcome outcome{call, before_, nullptr};
    if (before_)
      outcome.after = protocol_.measure(builder_, measure_.size,
                                        operations_[0].map, measure_.offset);
    for (size_t i = operations_.size(); i-- > 0;) {
      Operation &operation = operations_[i];
      if (operation.effect == Effect::Construct) {
        if (call) // an exception: nothing was constructed
          protocol_.construct(builder_, operation);
        continue;
      }
      Value *changed =
          observeChange(builder_, planned_.operands[i].observe, outcome);
      protocol_.end(builder_, operation, changed, call == nullptr);
    }
    for (Operation &operation : operations_) {
      compat::lifetimeEnd(builder_, operation.record, sizeof(MapsanOperation));
      if (operation.read)
        compat::lifetimeEnd(builder_, operation.read, sizeof(MapsanRead));
    }
  }

  llvm::Module &module_;
  Protocol &protocol_;
  const PlannedCall &planned_;
  const MethodMark &mark_;
  llvm::Function &wrapper_;
  IRBuilder<> builder_;
  Measure measure_;
  Value *before_ = nullptr;
  std::vector<Operation> operations_;
};

} // namespace

Wrappers::Wrappers(llvm::Module &module, Protocol &protocol, const Plan &plan)
    : module_(module), protocol_(protocol) {
  for (const PlannedCall &planned : plan.calls) {
    const llvm::Function &caller = *planned.call->getFunction();
    ++callsIn_[&caller];
    unwinds_ |= !caller.doesNotThrow() || caller.hasPersonalityFn();
    if (!personality_ && caller.hasPersonalityFn())
      personality_ = caller.getPersonalityFn();
  }
}

llvm::Function *Wrappers::wrapperFor(const PlannedCall &planned) {
  const llvm::CallBase &call = *planned.call;
  std::vector<int> parameters; // an inner call has fewer operands
  for (const Operand &operand : planned.operands)
    parameters.push_back(operand.parameter);
  Key key{call.getCalledOperand(),       call.getFunctionType(),
          targetOf(*call.getFunction()), conventionOf(call).getRawPointer(),
          call.getCallingConv(),         parameters};
  llvm::Function *&wrapper = wrappers_[key];
  if (wrapper)
    return wrapper;
  wrapper = declareWrapper(
      call, llvm::Twine("mapsan.wrap.") + planned.method->function->getName(),
      /*extra=*/1);
  bool throws = !planned.method->function->doesNotThrow();
  if (!throws)
    wrapper->setDoesNotThrow();
  bool withCleanup = throws && unwinds_;
  if (withCleanup) {
    if (!personality_)
      personality_ = llvm::cast<llvm::Constant>(
          module_
              .getOrInsertFunction(
                  "__gxx_personality_v0",
                  llvm::FunctionType::get(
                      llvm::Type::getInt32Ty(module_.getContext()), true))
              .getCallee());
    wrapper->setPersonalityFn(personality_);
  }
  Body(module_, protocol_, planned, *wrapper).emit(withCleanup);
  return wrapper;
}

llvm::CallBase *Wrappers::wrap(const PlannedCall &planned,
                               llvm::Constant *site) {
  const bool isOneOfMany =
      callsIn_.lookup(planned.call->getFunction()) > kMostInlined;
  llvm::CallBase *wrapped =
      replaceCall(*planned.call, *wrapperFor(planned), {site});
  if (isOneOfMany)
    wrapped->setIsNoInline();
  return wrapped;
}

} // namespace mapsan
