// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints docs/options.md.
#include "runtime/options/options.h"

#include <cstdio>

int main() {
  mapsan::printOptionsReference({[](void *, const char *text, size_t length) {
                                   std::fwrite(text, 1, length, stdout);
                                 },
                                 nullptr});
  return 0;
}
