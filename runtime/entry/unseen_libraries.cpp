// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/entry/unseen_libraries.h"

#include "runtime/base/path.h"
#include "runtime/platform/modules.h"
#include "runtime/state/runtime.h"

namespace mapsan {

namespace {

const char *const kFiles[] = {
#define MAPSAN_UNSEEN(file) file,
#include "runtime/entry/unseen_libraries.def"
};

// One for each module with sites. In a process with more, a library that was
// compiled with the plugin may be taken for one that was not.
constexpr unsigned kInstrumented = 256;
uintptr_t instrumented[kInstrumented];

void exchange(uintptr_t from, uintptr_t to) {
  for (uintptr_t &place : instrumented) {
    uintptr_t expected = from;
    if (__atomic_compare_exchange_n(&place, &expected, to, false,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      return;
  }
}

bool isInstrumented(const Module &module) {
  for (const uintptr_t &place : instrumented) {
    const uintptr_t sites = __atomic_load_n(&place, __ATOMIC_RELAXED);
    if (sites >= module.imageBegin && sites < module.imageEnd)
      return true;
  }
  return false;
}

bool isNamedByOption(const char *file) {
  const char *names = options().unseen_libraries;
  while (names && *names) {
    const char *end = __builtin_strchr(names, ',');
    const size_t length =
        end ? static_cast<size_t>(end - names) : __builtin_strlen(names);
    if (length && __builtin_strncmp(file, names, length) == 0)
      return true;
    names = end ? end + 1 : nullptr;
  }
  return false;
}

bool isListed(const char *file) {
  for (const char *known : kFiles)
    if (__builtin_strncmp(file, known, __builtin_strlen(known)) == 0)
      return true;
  return isNamedByOption(file);
}

} // namespace

void noteInstrumented(const MapsanSite *sites) {
  exchange(0, reinterpret_cast<uintptr_t>(sites));
}

void forgetInstrumented(const MapsanSite *sites) {
  exchange(reinterpret_cast<uintptr_t>(sites), 0);
}

const char *unseenLibrary() {
  refreshModules();
  const Module *found = findModuleIf([](const Module &module) {
    return isListed(baseName(module.path)) && !isInstrumented(module);
  });
  return found ? baseName(found->path) : nullptr;
}

} // namespace mapsan
