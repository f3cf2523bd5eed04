// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/entry/lock_names.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/elf_symbols.h"
#include "runtime/platform/modules.h"

namespace mapsan {

namespace {

bool nameOf(uint64_t address, TextWriter &name) {
  const Module *module = findModuleOfData(address);
  char mangled[512], plain[512];
  uint64_t distance;
  if (!module || !findElfVariable(module->path, address - module->bias, mangled,
                                  sizeof mangled, distance))
    return false;
  name.put(demangle(mangled, plain, sizeof plain) ? plain : mangled);
  if (distance)
    name.put("+0x").hex(distance);
  return true;
}

} // namespace

void nameLocks(Report &report) {
  for (unsigned i = 0; i < report.lockCount; ++i) {
    char text[600];
    TextWriter name(text, sizeof text);
    if (!report.locks[i].name && nameOf(report.locks[i].address, name))
      report.locks[i].name = report.add(name.text());
  }
}

} // namespace mapsan
