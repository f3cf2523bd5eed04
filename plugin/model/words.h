// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words of a model file where it has one of a few: effects, what is observed,
// what becomes invalid, flags. Each kind is a type of its own, so that LLVM's reader
// of YAML knows its words, and an unknown one is answered with the known ones.
#ifndef MAPSAN_PLUGIN_MODEL_WORDS_H
#define MAPSAN_PLUGIN_MODEL_WORDS_H

#include "plugin/model/model.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/YAMLTraits.h"

namespace mapsan {

struct Word {
  const char *text;
  unsigned value;
};

/// Those effects that methods have; the others are told of elements.
llvm::ArrayRef<Word> methodEffects();

enum Cheap : unsigned { kCheapSize = 1, kCheapBuckets = 2 };

struct FlagWord { // TypeFlags
  unsigned value = 0;
};
struct CheapWord { // Cheap
  unsigned value = 0;
};
struct ReturnWord { // 1: an iterator
  unsigned value = 0;
};

} // namespace mapsan

#define MAPSAN_WORDS(Type)                                                     \
  template <> struct llvm::yaml::ScalarTraits<Type> {                          \
    static void output(const Type &, void *, raw_ostream &) {}                 \
    static StringRef input(StringRef text, void *context, Type &to);           \
    static QuotingType mustQuote(StringRef) { return QuotingType::None; }      \
  };
MAPSAN_WORDS(mapsan::Effect)
MAPSAN_WORDS(mapsan::Observe)
MAPSAN_WORDS(mapsan::Invalidates)
MAPSAN_WORDS(mapsan::Loss)
MAPSAN_WORDS(mapsan::FlagWord)
MAPSAN_WORDS(mapsan::CheapWord)
MAPSAN_WORDS(mapsan::ReturnWord)
#undef MAPSAN_WORDS

#endif
