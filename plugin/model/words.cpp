// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "plugin/model/words.h"

#include "plugin/model/reading.h"

using namespace mapsan;
using llvm::StringRef;

namespace {

std::string listed(llvm::ArrayRef<Word> words) {
  std::string text;
  for (const Word &word : words)
    text += (text.empty() ? "" : ", ") + std::string(word.text);
  return text;
}

/// Finds `text` among `words`; else the error's text, kept in `reading`.
StringRef choose(StringRef text, const char *what, llvm::ArrayRef<Word> words,
                 void *context, unsigned &value) {
  auto &reading = *static_cast<Reading *>(context);
  for (const Word &word : words)
    if (text == word.text) {
      value = word.value;
      return {};
    }
  reading.scratch = "unknown " + std::string(what) + " '" + text.str() +
                    "'; known are " + listed(words);
  return reading.scratch;
}

const Word kEffects[] = {
#define MAPSAN_EFFECT(enumerator, name, number, help) {name, number},
#include "runtime/abi/effects.def"
};

const Word kObserves[] = {
    {"never", unsigned(Observe::Never)},
    {"always", unsigned(Observe::Always)},
    {"pair-second", unsigned(Observe::PairSecond)},
    {"count", unsigned(Observe::Count)},
    {"size", unsigned(Observe::Size)},
    {"unknown", unsigned(Observe::Unknown)},
};

const Word kFlags[] = {
    {"set", kTypeSet},       {"concurrent", kTypeConcurrent},
    {"closed", kTypeClosed}, {"indirect", kTypeIndirect},
    {"part", kTypePart},     {"nodes", kTypeNodes},
};

const Word kLosses[] = {
#define MAPSAN_INVALIDATES(enumerator, name, number, words) {name, number},
#include "runtime/abi/invalidates.def"
};

/// In a method's `invalidates` also an effect, for what the type says of it.
constexpr unsigned kAsEffect = 100;
const Word kMethodLosses[] = {
#define MAPSAN_INVALIDATES(enumerator, name, number, words) {name, number},
#include "runtime/abi/invalidates.def"
    {"upsert", kAsEffect + unsigned(Effect::Upsert)},
    {"erase", kAsEffect + unsigned(Effect::Erase)},
};

const Word kCheap[] = {{"size", kCheapSize}, {"bucket_count", kCheapBuckets}};
const Word kReturns[] = {{"iterator", 1}};

} // namespace

llvm::ArrayRef<Word> mapsan::methodEffects() {
  return llvm::ArrayRef<Word>(kEffects).take_front(unsigned(Effect::Exclusive) +
                                                   1);
}

#define MAPSAN_WORDS(Type, what, words, assign)                                \
  StringRef llvm::yaml::ScalarTraits<Type>::input(StringRef text,              \
                                                  void *context, Type &to) {   \
    unsigned value = 0;                                                        \
    StringRef error = choose(text, what, words, context, value);               \
    assign;                                                                    \
    return error;                                                              \
  }
MAPSAN_WORDS(mapsan::Effect, "effect", methodEffects(), to = Effect(value))
MAPSAN_WORDS(mapsan::Observe, "observe", kObserves, to = Observe(value))
MAPSAN_WORDS(mapsan::Invalidates, "invalidation", kLosses,
             to = Invalidates(value))
MAPSAN_WORDS(mapsan::Loss, "invalidation", kMethodLosses,
             value < kAsEffect ? void(to.invalidates = Invalidates(value))
                               : void(to.as = Effect(value - kAsEffect)))
MAPSAN_WORDS(FlagWord, "flag", kFlags, to.value = value)
MAPSAN_WORDS(CheapWord, "cheap method", kCheap, to.value = value)
MAPSAN_WORDS(ReturnWord, "result", kReturns, to.value = value)
#undef MAPSAN_WORDS
