// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fields of an iterator's companion (iteration.cpp), in bytes.
#ifndef MAPSAN_PLUGIN_IR_COMPANION_H
#define MAPSAN_PLUGIN_IR_COMPANION_H

#include <stdint.h>

namespace mapsan {

enum CompanionField : int64_t {
  kValue = 0,
  kMap = 8,
  kWord = 16,
  kCounts = 24
};
constexpr int64_t kCompanionFields = 4;

} // namespace mapsan

#endif
