// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model file: types and methods, or one sentence with the line.
#include "plugin/model/model.h"
#include "tests/fuzz/fuzz.h"

using namespace mapsan;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Models models;
  const auto error = models.add(
      std::string(reinterpret_cast<const char *>(data), size), "my.yaml");
  require(!error || !error->text.empty());
  require(!error || (models.types().empty() && models.functions().empty()));
  const MethodSignature call = {"insert", false, {ArgumentKind::Key}};
  for (const auto &type : models.types()) {
    (void)type->find(call);
    (void)type->iteratorUse("operator++");
  }
  (void)models.findFunction(call);
  return 0;
}
