// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What differs between LLVM 14 and 22 for the instrumenting pass. The pass
// itself is written for opaque pointers: it computes in bytes, and asks
// pointerTo() wherever an older LLVM wants to know what a pointer points to.
#ifndef MAPSAN_PLUGIN_COMPAT_LLVM_H
#define MAPSAN_PLUGIN_COMPAT_LLVM_H

#include "llvm/IR/Attributes.h"
#if LLVM_VERSION_MAJOR >= 17
#include "llvm/IR/AttributeMask.h"
#endif
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace mapsan::compat {

/// LLVM 16 made pointers opaque for good; 14 and 15 may have typed ones.
inline llvm::PointerType *bytePointer(llvm::LLVMContext &context) {
#if LLVM_VERSION_MAJOR < 16
  return llvm::Type::getInt8PtrTy(context);
#else
  return llvm::PointerType::getUnqual(context);
#endif
}

/// `pointer` as one that may be used to load, store or call a `type`.
inline llvm::Value *pointerTo(llvm::IRBuilder<> &builder, llvm::Value *pointer,
                              llvm::Type *type) {
#if LLVM_VERSION_MAJOR < 16
  unsigned space = pointer->getType()->getPointerAddressSpace();
  return builder.CreateBitCast(pointer, type->getPointerTo(space));
#else
  (void)builder;
  (void)type;
  return pointer;
#endif
}

/// `constant` as a byte pointer.
inline llvm::Constant *asBytes(llvm::Constant *constant) {
  return llvm::ConstantExpr::getBitCast(constant,
                                        bytePointer(constant->getContext()));
}

/// `constant` with the type of `model`, which may point to something else.
inline llvm::Constant *sameTypeAs(llvm::Constant *constant,
                                  const llvm::Value *model) {
  return llvm::ConstantExpr::getBitCast(constant, model->getType());
}

/// What LLVM 14 spells as several attributes is one `memory(...)` from 16 on.
inline llvm::AttributeMask memoryAttributes() {
  llvm::AttributeMask mask;
#if LLVM_VERSION_MAJOR < 16
  for (llvm::Attribute::AttrKind kind :
       {llvm::Attribute::ReadNone, llvm::Attribute::ReadOnly,
        llvm::Attribute::WriteOnly, llvm::Attribute::ArgMemOnly,
        llvm::Attribute::InaccessibleMemOnly,
        llvm::Attribute::InaccessibleMemOrArgMemOnly})
    mask.addAttribute(kind);
#else
  mask.addAttribute(llvm::Attribute::Memory);
#endif
  mask.addAttribute(llvm::Attribute::NoSync);
  mask.addAttribute(llvm::Attribute::WillReturn);
  mask.addAttribute(llvm::Attribute::Speculatable);
  mask.addAttribute(llvm::Attribute::NoFree);
  mask.addAttribute(llvm::Attribute::NoRecurse);
  return mask;
}

/// No sanitizer looks at this access. (By name: LLVM 14 has no number for it.)
inline void nosanitize(llvm::Instruction *access) {
  access->setMetadata("nosanitize",
                      llvm::MDNode::get(access->getContext(), {}));
}

/// LLVM 22 takes the size of a lifetime from the alloca.
inline void lifetimeStart(llvm::IRBuilder<> &builder, llvm::AllocaInst *slot,
                          uint64_t size) {
#if LLVM_VERSION_MAJOR < 22
  builder.CreateLifetimeStart(slot, builder.getInt64(size));
#else
  (void)size;
  builder.CreateLifetimeStart(slot);
#endif
}

inline void lifetimeEnd(llvm::IRBuilder<> &builder, llvm::AllocaInst *slot,
                        uint64_t size) {
#if LLVM_VERSION_MAJOR < 22
  builder.CreateLifetimeEnd(slot, builder.getInt64(size));
#else
  (void)size;
  builder.CreateLifetimeEnd(slot);
#endif
}

/// LLVM 18 renamed startswith.
inline bool startsWith(llvm::StringRef text, llvm::StringRef prefix) {
#if LLVM_VERSION_MAJOR < 16
  return text.startswith(prefix);
#else
  return text.starts_with(prefix);
#endif
}

/// A string before LLVM 21, an object from there on.
inline std::string targetTriple(const llvm::Module &module) {
#if LLVM_VERSION_MAJOR < 21
  return module.getTargetTriple();
#else
  return module.getTargetTriple().str();
#endif
}

} // namespace mapsan::compat

#endif
