// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Modules that go. Those that come are noticed when they register their sites
// and before each report; dlopen itself is left alone, because it looks at its
// caller to find the library.
//
// A module with sites says itself that it goes (entry/unload.cpp). What lay in the
// data of others is forgotten here, maps only: another thread may have loaded
// something at the same place already, whose locks must keep their order.
#include "runtime/platform/modules.h"
#include "runtime/interceptors/interceptors.h"

namespace mapsan {

bool isClosingLibrary() {
  const ThreadRecord *self = knownThread();
  return self && self->closing;
}

static void forgetUnloaded() {
  forEachUnloaded(
      [](void *, const Module &module) {
        detector().forgetMaps(reinterpret_cast<void *>(module.imageBegin),
                              reinterpret_cast<void *>(module.imageEnd));
      },
      nullptr);
}

} // namespace mapsan

using namespace mapsan;

MAPSAN_BODY int dlclose(void *handle) {
  ThreadRecord *const self = currentThread();
  if (self)
    ++self->closing;
  const int result = MAPSAN_REAL(dlclose)(handle);
  if (self)
    --self->closing;
  refreshModules();
  if (isReportMode())
    forgetUnloaded();
  return result;
}
