// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MAPSAN_OPTIONS: whatever is in it, the options are taken or one sentence is said.
#include "runtime/options/options.h"
#include "tests/fuzz/fuzz.h"

#include <memory>
#include <string>

using namespace mapsan;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string text(reinterpret_cast<const char *>(data), size);
  auto options = std::make_unique<Options>();
  setDefaults(*options);
  char sentence[1024] = "";
  TextWriter error(sentence, sizeof sentence);
  const bool isGood = parseOptions(*options, text.c_str(), "the test", error);
  require(isGood == (error.length() == 0));
  require(options->exitcode >= 0 && options->exitcode <= 255);
  require(options->stack_depth >= 1 && options->stack_depth <= 64);
  require(options->textUsed <= kOptionTextBytes);
  return 0;
}
