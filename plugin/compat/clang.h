// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What differs between the Clangs we build for (14 to 22), for the AST half.
// Each item names the Clang that changed it; nothing else in plugin/ast looks
// at LLVM_VERSION_MAJOR.
#ifndef MAPSAN_PLUGIN_COMPAT_CLANG_H
#define MAPSAN_PLUGIN_COMPAT_CLANG_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/PrettyPrinter.h"
#include "clang/AST/Type.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Config/llvm-config.h"

#include <dlfcn.h>

namespace llvm {
class PassBuilder;
}

namespace mapsan::compat {

constexpr int kLlvmMajor = LLVM_VERSION_MAJOR;

// Clang 18 can take passes from a plugin; before, the plugin names its own
// file, and llvmGetPassPluginInfo in it adds the passes.
inline void addToPipeline(clang::CompilerInstance &compiler,
                          void (*add)(llvm::PassBuilder &)) {
#if LLVM_VERSION_MAJOR >= 18
  compiler.getCodeGenOpts().PassBuilderCallbacks.push_back(add);
#else
  Dl_info self;
  if (dladdr(reinterpret_cast<void *>(add), &self))
    compiler.getCodeGenOpts().PassPlugins.push_back(self.dli_fname);
#endif
}

// Clang 17 moved the kinds of debug information to llvm::codegenoptions.
inline bool hasLineTables(const clang::CodeGenOptions &options) {
#if LLVM_VERSION_MAJOR >= 17
  namespace kinds = llvm::codegenoptions;
#else
  namespace kinds = clang::codegenoptions;
#endif
  return options.getDebugInfo() != kinds::NoDebugInfo &&
         options.getDebugInfo() != kinds::DebugDirectivesOnly;
}

// Clang 22 has a function of its own for the types of classes.
inline clang::QualType canonicalType(const clang::ASTContext &context,
                                     const clang::TypeDecl *decl) {
#if LLVM_VERSION_MAJOR >= 22
  return context.getCanonicalTypeDeclType(decl);
#else
  return context.getCanonicalType(context.getTypeDeclType(decl));
#endif
}

// Clang 18 has C++23's `this Self &&self`: such a method has no hidden `this`.
inline bool hasExplicitThis(const clang::CXXMethodDecl *method) {
#if LLVM_VERSION_MAJOR >= 18
  return method->isExplicitObjectMemberFunction();
#else
  (void)method;
  return false;
#endif
}

// Clang 20 made a choice of three out of this yes or no.
inline void hideInlineNamespaces(clang::PrintingPolicy &policy) {
#if LLVM_VERSION_MAJOR >= 20
  policy.SuppressInlineNamespace = static_cast<unsigned>(
      clang::PrintingPolicy::SuppressInlineNamespaceMode::All);
#else
  policy.SuppressInlineNamespace = true;
#endif
}

} // namespace mapsan::compat

#endif
