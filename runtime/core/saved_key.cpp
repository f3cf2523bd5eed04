// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stores are relaxed and word by word, so that a reader that meets them half
// done gets mixed letters, notices by `operation`, and nothing worse.
#include "runtime/core/saved_key.h"

namespace mapsan {

namespace {

template <typename Field> Field load(const Field &field) {
  return __atomic_load_n(&field, __ATOMIC_RELAXED);
}
template <typename Field> void store(Field &field, Field value) {
  __atomic_store_n(&field, value, __ATOMIC_RELAXED);
}

void saveText(SavedKeyPart &saved, const char *text, uint64_t length) {
  store(saved.length, length);
  const uint64_t count = length < kSavedText ? length : kSavedText;
  using Letters __attribute__((may_alias)) = uint64_t;
  uint64_t i = 0;
  for (uint64_t word; i + sizeof word <= count; i += sizeof word) {
    __builtin_memcpy(&word, text + i, sizeof word);
    __atomic_store_n(reinterpret_cast<Letters *>(saved.text + i), word,
                     __ATOMIC_RELAXED);
  }
  for (; i < count; ++i)
    store(saved.text[i], text[i]);
}

void savePart(SavedKeyPart &saved, const MapsanKeyPart &part, const char *key) {
  const char *at = key + part.offset;
  uint64_t words[3];
  switch (part.kind) {
  case KeyKind::None:
  case KeyKind::Opaque:
    return;
  case KeyKind::StringPtrSize:
    __builtin_memcpy(words, at, 16);
    return saveText(saved, reinterpret_cast<const char *>(words[0]), words[1]);
  case KeyKind::StringSizePtr:
    __builtin_memcpy(words, at, 16);
    return saveText(saved, reinterpret_cast<const char *>(words[1]), words[0]);
  case KeyKind::StringLibcxx:
    __builtin_memcpy(words, at, 24);
    if (words[0] & 1)
      return saveText(saved, reinterpret_cast<const char *>(words[2]),
                      words[1]);
    return saveText(saved, at + 1, static_cast<unsigned char>(*at) >> 1);
  case KeyKind::CString: {
    __builtin_memcpy(words, at, 8);
    const char *text = reinterpret_cast<const char *>(words[0]);
    uint64_t length = 0;
    while (text && length <= kSavedText && text[length])
      ++length;
    return saveText(saved, text, length);
  }
  default:
    break;
  }
  uint64_t value = 0;
  if (part.width == 8)
    __builtin_memcpy(&value, at, 8);
  else if (part.width == 4)
    __builtin_memcpy(&value, at, 4);
  else if (part.width == 2)
    __builtin_memcpy(&value, at, 2);
  else if (part.width == 1)
    __builtin_memcpy(&value, at, 1);
  store(saved.value, value);
}

} // namespace

void saveKey(SavedKey &saved, uint64_t operation, const MapsanSite &site,
             const void *key) {
  const KeyKind kind = site.key[0].kind;
  if (kind == KeyKind::None || kind == KeyKind::Opaque)
    return;
  const void *inPlace = key;
  const char *from = static_cast<const char *>(key);
  if (site.flags & kSiteKeyInPlace)
    from = reinterpret_cast<const char *>(&inPlace);
  else if (!key)
    return;
  store(saved.operation, uint64_t{0});
  __atomic_thread_fence(__ATOMIC_RELEASE);
  savePart(saved.parts[0], site.key[0], from);
  savePart(saved.parts[1], site.key[1], from);
  __atomic_store_n(&saved.operation, operation + 1, __ATOMIC_RELEASE);
}

bool copySavedKey(const SavedKey &saved, uint64_t operation, SavedKey &copy) {
  copy.operation = __atomic_load_n(&saved.operation, __ATOMIC_ACQUIRE);
  if (copy.operation != operation + 1)
    return false;
  for (unsigned i = 0; i < 2; ++i) {
    copy.parts[i].value = load(saved.parts[i].value);
    copy.parts[i].length = load(saved.parts[i].length);
    for (uint32_t letter = 0; letter < kSavedText; ++letter)
      copy.parts[i].text[letter] = load(saved.parts[i].text[letter]);
  }
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return load(saved.operation) == operation + 1;
}

} // namespace mapsan
