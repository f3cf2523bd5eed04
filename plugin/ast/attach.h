// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Puts a mark table into a module, as the string attributes of marker.h. Runs
// at the start of the pipeline, before the instrumenting pass.
#ifndef MAPSAN_PLUGIN_AST_ATTACH_H
#define MAPSAN_PLUGIN_AST_ATTACH_H

#include "plugin/marker/table.h"

namespace llvm {
class Module;
class PassBuilder;
} // namespace llvm

namespace mapsan {

/// Returns whether anything was attached.
bool attachMarks(llvm::Module &module, const MarkTable &table);

/// Registers attachMarks(module, markTable()) at the start of the pipeline.
void addAttachMarks(llvm::PassBuilder &builder);

} // namespace mapsan

#endif
