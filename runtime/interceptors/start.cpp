// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks the originals up behind us, and asks whether we are in front: a runtime
// that only some library links, or an archive whose members were not pulled in,
// sees no mutex, and then the iteration check must stay off.
#include "runtime/interceptors/interceptors.h"

#include "runtime/state/runtime.h"

#include <dlfcn.h>

namespace mapsan {

namespace real {
#define MAPSAN_INTERCEPT(result, name, params) result(*name) params;
#include "runtime/interceptors/intercepted.def"
} // namespace real

void *findReal(const char *name) { return dlsym(RTLD_NEXT, name); }

void startInterceptors() {
#define MAPSAN_INTERCEPT(result, name, params)                                 \
  if (!real::name)                                                             \
    real::name = reinterpret_cast<result(*) params>(findReal(#name));
#include "runtime/interceptors/intercepted.def"
}

} // namespace mapsan
