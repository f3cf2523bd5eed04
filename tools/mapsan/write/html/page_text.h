// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The HTML report's style, body and script, which lie beside this file and are
// compiled into the tool.
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_HTML_PAGE_TEXT_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_HTML_PAGE_TEXT_H

namespace mapsan {
extern const char kPageStyle[];
extern const char kPageBody[];
extern const char kPageScript[];
} // namespace mapsan

#endif
