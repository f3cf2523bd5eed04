// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer as the number it is: addresses are compared, hashed and kept.
#ifndef MAPSAN_RUNTIME_BASE_ADDRESS_H
#define MAPSAN_RUNTIME_BASE_ADDRESS_H

#include <stdint.h>

namespace mapsan {

inline uintptr_t addressOf(const void *pointer) {
  return reinterpret_cast<uintptr_t>(pointer);
}

} // namespace mapsan

#endif
