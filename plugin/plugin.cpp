// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers both halves: the AST action by name (-fplugin-arg-mapsan-...), and
// the passes, which the action puts into the pipeline of the unit it sees.
#include "plugin/ast/action.h"
#include "plugin/ast/attach.h"
#include "plugin/compat/pass_plugin.h"
#include "plugin/ir/pass.h"

#include "clang/Frontend/FrontendPluginRegistry.h"

namespace {

void addPasses(llvm::PassBuilder &builder) {
  mapsan::addAttachMarks(builder);
  mapsan::addMapsanPass(builder);
}

struct Plugin : mapsan::AstAction {
  Plugin() : AstAction(addPasses) {}
};

clang::FrontendPluginRegistry::Add<Plugin>
    registration("mapsan", "finds threads that use a map without a lock");

} // namespace

// For Clang before 18, which loads passes by the plugin's path.
extern "C" __attribute__((visibility("default"))) llvm::PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "mapsan", "1", addPasses};
}
