// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a fuzz target needs: an end that every fuzzer notices.
#ifndef MAPSAN_TESTS_FUZZ_FUZZ_H
#define MAPSAN_TESTS_FUZZ_FUZZ_H

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

inline void require(bool holds) {
  if (!holds)
    __builtin_trap();
}

#endif
