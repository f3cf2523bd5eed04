// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tools/mapsan/write/page.h"

namespace mapsan {
namespace {

struct Format {
  const char *name;
  Write write;
};

constexpr Format kFormats[] = {
#define MAPSAN_FORMAT(name, function, help) {#name, function},
#include "tools/mapsan/write/formats.def"
};

} // namespace

Write findFormat(const std::string &name) {
  for (const Format &format : kFormats)
    if (name == format.name)
      return format.write;
  return nullptr;
}

std::string formatNames() {
  std::string names;
  for (const Format &format : kFormats)
    names += (names.empty() ? "" : "|") + std::string(format.name);
  return names;
}

} // namespace mapsan
