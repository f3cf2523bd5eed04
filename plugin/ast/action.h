// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The AST half as Clang sees it: an action that runs before code generation
// finishes a unit, fills markTable(), and puts the passes into the pipeline.
#ifndef MAPSAN_PLUGIN_AST_ACTION_H
#define MAPSAN_PLUGIN_AST_ACTION_H

#include "clang/Frontend/FrontendAction.h"

namespace llvm {
class PassBuilder;
}

namespace mapsan {

class AstAction : public clang::PluginASTAction {
public:
  using AddPasses = void (*)(llvm::PassBuilder &);
  explicit AstAction(AddPasses addPasses) : addPasses_(addPasses) {}

  ActionType getActionType() override { return AddBeforeMainAction; }
  bool ParseArgs(const clang::CompilerInstance &compiler,
                 const std::vector<std::string> &arguments) override;
  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &compiler,
                    llvm::StringRef file) override;

private:
  AddPasses addPasses_;
};

} // namespace mapsan

#endif
