// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every format is made from, and the table of formats (formats.def). A
// writer decides nothing: which races there are, in which order, and what they
// stand for has been settled before.
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_PAGE_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_PAGE_H

#include "tools/mapsan/log/finding.h"
#include "tools/mapsan/write/sources.h"
#include "tools/mapsan/write/terminal.h"

#include <iosfwd>

namespace mapsan {

struct Page {
  const std::vector<Finding> &findings;
  const Catalog &catalog;
  Sources &sources;
  std::string root; // left out in front of places
  Terminal terminal;
};

using Write = void (*)(const Page &page, std::ostream &out);

#define MAPSAN_FORMAT(name, function, help)                                    \
  void function(const Page &page, std::ostream &out);
#include "tools/mapsan/write/formats.def"

/// Null: there is no such format.
Write findFormat(const std::string &name);
/// "text|json|..."
std::string formatNames();

} // namespace mapsan

#endif
