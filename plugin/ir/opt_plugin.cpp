// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan-ir-N.so: the IR half alone, for opt.
//
//   opt-19 -load-pass-plugin=mapsan-ir-19.so -passes='mapsan<print-plan>' x.ll
//
// Between the angle brackets stand the plugin's options, separated by ';'.
#include "plugin/compat/pass_plugin.h"
#include "plugin/ir/pass.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"

static bool parse(llvm::StringRef name, llvm::ModulePassManager &manager,
                  llvm::ArrayRef<llvm::PassBuilder::PipelineElement>) {
  if (!name.consume_front("mapsan"))
    return false;
  mapsan::PluginOptions options;
  if (!name.empty() && !(name.consume_front("<") && name.consume_back(">")))
    return false;
  llvm::SmallVector<llvm::StringRef, 4> parts;
  name.split(parts, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    std::string error = mapsan::applyOption(part.str(), options);
    if (!error.empty()) {
      llvm::errs() << error << '\n';
      return false;
    }
  }
  manager.addPass(mapsan::MapsanPass(options));
  return true;
}

extern "C" __attribute__((visibility("default"))) llvm::PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "mapsan-ir", "0.1",
          [](llvm::PassBuilder &builder) {
            builder.registerPipelineParsingCallback(parse);
          }};
}
