// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Only in libmapsan-static.a: where the originals are in a program that is linked
// statically and so has no second libc behind us.
//
//   --wrap=close     a call of close, anywhere in the program, libc's own included,
//                    becomes one of __wrap_close: our function, renamed
//   __real_close     is libc's
//   -u close         so that libc's is linked at all: we ask for it weakly
//
// What nobody has (no dlclose without shared libraries) stays null. The dl functions
// that the runtime itself calls answer from here as well: libc's would say at each
// link that they need a libc at run time.
#include "runtime/interceptors/interceptors.h"

#include <string.h>

#define MAPSAN_INTERCEPT(result, name, params)                                 \
  extern "C" __attribute__((weak)) void real_##name() __asm__("__"             \
                                                              "real_" #name);
#include "runtime/interceptors/intercepted.def"

namespace mapsan {

void *originalInStaticProgram(const char *name) {
#define MAPSAN_INTERCEPT(result, name_, params)                                \
  if (strcmp(name, #name_) == 0)                                               \
    return reinterpret_cast<void *>(real_##name_);
#include "runtime/interceptors/intercepted.def"
  return nullptr;
}

} // namespace mapsan

// runtime/static_program.cmake gives these names to the calls.
extern "C" {
void *mapsanStaticDlsym(void *, const char *name);
void *mapsanStaticDlvsym(void *, const char *name, const char *);
void *mapsanStaticDlopen(const char *, int);
}

void *mapsanStaticDlsym(void *, const char *name) {
  return mapsan::originalInStaticProgram(name);
}
void *mapsanStaticDlvsym(void *, const char *name, const char *) {
  return mapsan::originalInStaticProgram(name);
}
void *mapsanStaticDlopen(const char *, int) { return nullptr; }
