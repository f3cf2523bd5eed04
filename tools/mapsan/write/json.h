// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A finding as JSON, for scripts and for the HTML report's own script.
#ifndef MAPSAN_TOOLS_MAPSAN_WRITE_JSON_H
#define MAPSAN_TOOLS_MAPSAN_WRITE_JSON_H

#include "tools/mapsan/log/finding.h"

#include "llvm/Support/JSON.h"

namespace mapsan {

/// state, count, tests, accepted and race, into an open object.
void writeFinding(llvm::json::OStream &json, const Finding &finding);

} // namespace mapsan

#endif
