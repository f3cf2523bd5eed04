// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the entries below `methods` and `functions` of a model file: what a call
// does to its object and its arguments.
#ifndef MAPSAN_PLUGIN_MODEL_RULE_READER_H
#define MAPSAN_PLUGIN_MODEL_RULE_READER_H

#include "plugin/model/model.h"

#include "llvm/Support/YAMLTraits.h"

namespace mapsan {

struct FunctionRule { // read by other rules than a method's
  MethodRule rule;
};

} // namespace mapsan

LLVM_YAML_IS_SEQUENCE_VECTOR(mapsan::MethodRule)
LLVM_YAML_IS_SEQUENCE_VECTOR(mapsan::FunctionRule)

namespace llvm::yaml {
template <> struct MappingTraits<mapsan::MethodRule> {
  static void mapping(IO &io, mapsan::MethodRule &rule);
};
/// Adds what it read to the functions of the Reading.
template <> struct MappingTraits<mapsan::FunctionRule> {
  static void mapping(IO &io, mapsan::FunctionRule &function);
};
} // namespace llvm::yaml

#endif
