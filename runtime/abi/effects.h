// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The effects as an enumeration, and two questions about them that plugin and
// runtime must answer alike. Pure; callable from anywhere.
#ifndef MAPSAN_RUNTIME_ABI_EFFECTS_H
#define MAPSAN_RUNTIME_ABI_EFFECTS_H

#include <stdint.h>

namespace mapsan {

enum class Effect : uint8_t {
#define MAPSAN_EFFECT(enumerator, name, number, help) enumerator = number,
#include "runtime/abi/effects.def"
};

constexpr const char *effectName(Effect effect) {
  switch (effect) {
#define MAPSAN_EFFECT(enumerator, name, number, help)                          \
  case Effect::enumerator:                                                     \
    return name;
#include "runtime/abi/effects.def"
  }
  return "unknown";
}

/// What is left of the iterators and references taken before.
enum class Invalidates : uint8_t {
#define MAPSAN_INVALIDATES(enumerator, name, number, words) enumerator = number,
#include "runtime/abi/invalidates.def"
};

/// True for the effects that follow the write protocol of the flag word.
constexpr bool mayWrite(Effect effect) {
  return effect == Effect::Upsert || effect == Effect::Assign ||
         effect == Effect::Erase || effect == Effect::Write ||
         effect == Effect::Construct || effect == Effect::Destroy ||
         effect == Effect::Exclusive || effect == Effect::ElementWrite;
}

/// True for accesses to one element, which no method has: they are recorded
/// where the element is loaded or stored, and conflict with each other only.
constexpr bool isOfElement(Effect effect) {
  return effect == Effect::ElementRead || effect == Effect::ElementWrite;
}

/// True for the effects that write the structure, or the element, whatever was
/// observed.
constexpr bool alwaysWrites(Effect effect) {
  return effect == Effect::Write || effect == Effect::Construct ||
         effect == Effect::Destroy || effect == Effect::Exclusive ||
         effect == Effect::ElementWrite;
}

} // namespace mapsan

#endif
