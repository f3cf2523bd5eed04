// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The answer of a symbolizer, or of any other program: every address gets one
// answer at least, and all text lies in the answer.
#include "runtime/platform/symbolizer_answer.h"
#include "tests/fuzz/fuzz.h"

#include <cstring>
#include <string>

using namespace mapsan;

struct Bounds {
  const char *begin, *end;
  unsigned answers;
};

static void require(const Bounds &bounds, const char *text) {
  require(!text || (text >= bounds.begin && text < bounds.end &&
                    text + std::strlen(text) < bounds.end));
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  Bounds bounds = {text.data(), text.data() + text.size() + 1, 0};
  char *at = text.data();
  for (unsigned i = 0; i < 8; ++i) {
    const unsigned before = bounds.answers;
    passBlock(
        at, i, Symbol{},
        [](void *context, size_t, const Symbol &symbol) {
          Bounds &bounds = *static_cast<Bounds *>(context);
          require(bounds, symbol.function);
          require(bounds, symbol.file);
          ++bounds.answers;
        },
        &bounds);
    require(bounds.answers > before);
    require(at >= bounds.begin && at < bounds.end);
  }
  return 0;
}
