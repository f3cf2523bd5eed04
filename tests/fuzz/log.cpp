// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A log of anything: what can be read is counted and written anew, and what was
// written is read without damage.
#include "tests/fuzz/fuzz.h"
#include "tools/mapsan/log/catalog.h"
#include "tools/mapsan/log/reader.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <sstream>

using namespace mapsan;

static LogReader readInto(Catalog &catalog, const std::string &text) {
  LogReader reader([&](const LogLine &line) { return catalog.take(line); });
  std::istringstream in(text);
  reader.read(in, "a.jsonl");
  return reader;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Catalog catalog, again;
  readInto(catalog, std::string(reinterpret_cast<const char *>(data), size));
  std::string text;
  llvm::raw_string_ostream out(text);
  catalog.write(out);
  out.flush();
  if (catalog.races().empty() && catalog.programs().empty())
    return 0;
  require(readInto(again, text).damages().empty());
  require(again.races().size() == catalog.races().size());
  return 0;
}
