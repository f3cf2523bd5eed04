// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/marker/table.h"

namespace mapsan {

MarkTable &markTable() {
  static MarkTable table;
  return table;
}

} // namespace mapsan
