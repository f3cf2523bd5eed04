// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The key of an operation, saved when it begins: at its end the key argument
// may be dead or moved from, and another thread cannot read it at all. Scalars
// are saved whole, strings up to kSavedText characters.
//
// Saving reads the key directly, no system call: the operation is about to read
// it too. Only its own thread saves a key; any thread copies one, and believes
// the copy if `operation` named the same operation before and after.
#ifndef MAPSAN_RUNTIME_CORE_SAVED_KEY_H
#define MAPSAN_RUNTIME_CORE_SAVED_KEY_H

#include "runtime/abi/site.h"

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

constexpr uint32_t kSavedText = 40;

struct SavedKeyPart {
  uint64_t value;  // of a scalar
  uint64_t length; // of a string, uncut
  char text[kSavedText];
};

struct SavedKey {
  uint64_t operation; // its number + 1; 0: nothing is saved
  SavedKeyPart parts[2];
};

inline bool isStringKey(KeyKind kind) {
  return kind == KeyKind::StringPtrSize || kind == KeyKind::StringSizePtr ||
         kind == KeyKind::StringLibcxx || kind == KeyKind::CString;
}

inline bool isScalarKey(KeyKind kind) {
  return !isStringKey(kind) && kind != KeyKind::None && kind != KeyKind::Opaque;
}

/// Saves the key of operation number `operation`, if it has one of a kind that
/// can be shown.
void saveKey(SavedKey &saved, uint64_t operation, const MapsanSite &site,
             const void *key);

/// False if another operation's key is saved there.
bool copySavedKey(const SavedKey &saved, uint64_t operation, SavedKey &copy);

} // namespace mapsan

#endif
