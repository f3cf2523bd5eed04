// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The model files that are compiled in: std.yaml first, whose lists the others use.
#ifndef MAPSAN_PLUGIN_MODEL_BUILT_IN_H
#define MAPSAN_PLUGIN_MODEL_BUILT_IN_H

namespace mapsan {

struct BuiltInFile {
  const char *name; // "plugin/models/std.yaml"
  const char *text;
};

/// Ends with a null name.
extern const BuiltInFile kBuiltInFiles[];

} // namespace mapsan

#endif
