// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file of suppressions: it is taken, and then matches or not, or one sentence
// names the line.
#include "runtime/report/suppressions.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/report/sample.h"

#include <memory>

using namespace mapsan;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::unique_ptr<Report> report = sampleReport();
  auto list = std::make_unique<Suppressions>();
  char sentence[2048] = "";
  TextWriter error(sentence, sizeof sentence);
  const bool isGood =
      list->parse(reinterpret_cast<const char *>(data), size, "my.supp", error);
  require(isGood == (error.length() == 0));
  if (isGood && list->match(*report))
    list->printHits({[](void *, const char *, size_t) {}, nullptr});
  return 0;
}
