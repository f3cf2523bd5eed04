// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares what compiled code calls, for the runtime that defines it and for
// tests that play compiled code.
#ifndef MAPSAN_RUNTIME_ABI_CALLS_H
#define MAPSAN_RUNTIME_ABI_CALLS_H

#include "runtime/abi/operation.h"

extern "C" {
#define MAPSAN_RESULT_VOID void
#define MAPSAN_RESULT_WORD mapsan::Word
#define MAPSAN_CALL(name, result, params, ...)                                 \
  __attribute__((                                                              \
      visibility("default"))) MAPSAN_RESULT_##result __mapsan_##name params;
#include "runtime/abi/calls.def"

// Not from calls.def: array and TLS types do not fit a macro of one form.
// thread is initial-exec: compiled code reads it at a fixed offset from the
// thread pointer. Cost: libmapsan.so must be loaded at program start (linked or
// LD_PRELOADed), not by dlopen.
extern __attribute__((visibility(
    "default"))) mapsan::Word __mapsan_words[1u << mapsan::kTableBits];
extern __attribute__((
    visibility("default"),
    tls_model("initial-exec"))) __thread mapsan::MapsanThread __mapsan_thread;
}

#endif
