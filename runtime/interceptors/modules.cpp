// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules that go. Those that come are noticed when they register their sites
// and before each report; dlopen itself is left alone, because it looks at its
// caller to find the library.
#include "runtime/platform/modules.h"
#include "runtime/interceptors/interceptors.h"

using namespace mapsan;

MAPSAN_BODY int dlclose(void *handle) {
  const int result = MAPSAN_REAL(dlclose)(handle);
  refreshModules();
  return result;
}
