// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IR half of the plugin, as seen from outside: a module pass that reads the
// attributes of plugin/marker/marker.h and instruments what they mark. It knows
// nothing of Clang; `opt -passes=mapsan` runs it on plain .ll files
// (opt_plugin.cpp).
#ifndef MAPSAN_PLUGIN_IR_PASS_H
#define MAPSAN_PLUGIN_IR_PASS_H

#include "plugin/options/options.h"

#include "llvm/IR/PassManager.h"

namespace llvm {
class PassBuilder;
} // namespace llvm

namespace mapsan {

class MapsanPass : public llvm::PassInfoMixin<MapsanPass> {
public:
  explicit MapsanPass(const PluginOptions &options) : options_(options) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &);
  static bool isRequired() { return true; } // also at -O0 and with optnone

private:
  PluginOptions options_;
};

/// Registers MapsanPass at the start of the pipeline, with the options that
/// pluginOptions() has when the pipeline is built. Call it after
/// addAttachMarks (plugin/ast/attach.h): callbacks run in that order.
void addMapsanPass(llvm::PassBuilder &builder);

} // namespace mapsan

#endif
