// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of a type has few lines, so it is searched from the top.
#include "plugin/model/invalidation.h"

namespace mapsan {

static Invalidates saidOf(const TypeModel &type, Effect effect) {
  for (const auto &[known, invalidates] : type.invalidates)
    if (known == effect)
      return invalidates;
  return Invalidates::Unsaid;
}

/// What the reports' side knows of a whole type.
static uint32_t flagsOf(const TypeModel &type) {
  Invalidates insert = saidOf(type, Effect::Upsert);
  Invalidates erase = saidOf(type, Effect::Erase);
  bool insertKeeps = insert == Invalidates::Nothing ||
                     insert == Invalidates::IteratorsOnRehash ||
                     insert == Invalidates::AllOnRehash;
  bool insertKeepsReferences = insert == Invalidates::Nothing ||
                               insert == Invalidates::Iterators ||
                               insert == Invalidates::IteratorsOnRehash;
  bool eraseKeepsOthers = erase == Invalidates::Nothing ||
                          erase == Invalidates::Element ||
                          erase == Invalidates::References;
  bool eraseKeepsReferences =
      eraseKeepsOthers || erase == Invalidates::Iterators;
  uint32_t flags = 0;
  if (insertKeeps)
    flags |= kTypeInsertKeepsIterators;
  if (insert == Invalidates::Nothing)
    flags |= kTypeRehashKeepsIterators;
  if (eraseKeepsOthers)
    flags |= kTypeEraseKeepsOthers;
  if (insertKeepsReferences && eraseKeepsReferences)
    flags |= kTypeStableReferences;
  return flags;
}

void resolveInvalidation(TypeModel &type) {
  for (MethodRule &rule : type.rules)
    for (size_t i = 0; i < rule.model.operands.size(); ++i) {
      Operand &operand = rule.model.operands[i];
      const Loss &loss = rule.losses[i];
      Effect effect = loss.as == Effect::None ? operand.effect : loss.as;
      operand.invalidates = loss.invalidates == Invalidates::Unsaid
                                ? saidOf(type, effect)
                                : loss.invalidates;
    }
  type.flags |= flagsOf(type);
}

const char *invalidatesText(Invalidates invalidates) {
  switch (invalidates) {
#define MAPSAN_INVALIDATES(enumerator, name, number, words)                    \
  case Invalidates::enumerator:                                                \
    return words;
#include "runtime/abi/invalidates.def"
  }
  return "";
}

} // namespace mapsan
