// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strings are shown up to kShown characters, quoted, with control characters
// and quotes escaped.
//
// After an operation its key argument may be dead or moved from; then the key is
// what a slow begin saved (core/saved_key.h), if begin was slow:
//
//   effect            changed      key at the end
//   ----------------  -----------  ------------------------------------------
//   reads             -            good
//   upsert, assign    no           good
//   upsert, assign    yes          scalars only (strings may be moved from)
//   erase             no           good
//   erase             yes          not (m.erase(it->first) frees it)
#include "runtime/entry/keys.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/memory_copy.h"

namespace mapsan {

namespace {

constexpr size_t kShown = 64;

void putQuoted(TextWriter &out, const char *text, size_t length, bool isCut) {
  out.put('"');
  for (size_t i = 0; i < length; ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\')
      out.put('\\').put(text[i]);
    else if (c < 0x20 || c == 0x7f)
      out.put("\\x").hex(c, 2);
    else
      out.put(text[i]);
  }
  out.put('"');
  if (isCut)
    out.put("...");
}

bool putString(TextWriter &out, const char *from, uint64_t length) {
  char text[kShown];
  const size_t wanted = length < kShown ? length : kShown;
  if (wanted && !copyMemory(text, from, wanted))
    return false;
  putQuoted(out, text, wanted, length > kShown);
  return true;
}

bool putCString(TextWriter &out, const char *from) {
  char text[kShown + 1];
  const size_t got = copyMemoryPrefix(text, from, sizeof text);
  size_t length = 0;
  while (length < got && text[length])
    ++length;
  if (length == got && got < sizeof text)
    return false;
  putQuoted(out, text, length < kShown ? length : kShown, length > kShown);
  return true;
}

void putFloat(TextWriter &out, double value) {
  if (value != value) {
    out.put("nan");
    return;
  }
  if (value < 0) {
    out.put('-');
    value = -value;
  }
  if (value > 1e15) {
    out.put("(large)");
    return;
  }
  const uint64_t whole = static_cast<uint64_t>(value);
  const uint64_t part = static_cast<uint64_t>((value - whole) * 1000000 + 0.5);
  out.number(part >= 1000000 ? whole + 1 : whole).put('.');
  uint64_t rest = part % 1000000;
  for (uint64_t digit = 100000; digit; digit /= 10) {
    out.put(static_cast<char>('0' + rest / digit));
    rest %= digit;
  }
}

int64_t signExtend(uint64_t value, unsigned width) {
  const unsigned shift = 64 - 8 * width;
  return static_cast<int64_t>(value << shift) >> shift;
}

bool putScalar(TextWriter &out, KeyKind kind, unsigned width, uint64_t value) {
  switch (kind) {
  case KeyKind::Signed:
    out.signedNumber(signExtend(value, width));
    return true;
  case KeyKind::Unsigned:
    out.number(value);
    return true;
  case KeyKind::Bool:
    out.put(value ? "true" : "false");
    return true;
  case KeyKind::Pointer:
    out.put("0x").hex(value);
    return true;
  case KeyKind::Char: {
    const char c = static_cast<char>(value);
    out.put('\'');
    if (value < 0x20 || value >= 0x7f)
      out.put("\\x").hex(value, 2);
    else
      out.put(c);
    out.put('\'');
    return true;
  }
  case KeyKind::Float: {
    double number;
    if (width == 4) {
      float narrow;
      __builtin_memcpy(&narrow, &value, 4);
      number = narrow;
    } else {
      __builtin_memcpy(&number, &value, 8);
    }
    putFloat(out, number);
    return true;
  }
  default:
    return false;
  }
}

bool isScalarWidth(unsigned width) {
  return width == 1 || width == 2 || width == 4 || width == 8;
}

bool putPart(TextWriter &out, const MapsanKeyPart &part, const char *key) {
  const char *at = key + part.offset;
  uint64_t words[3] = {0, 0, 0};
  switch (part.kind) {
  case KeyKind::None:
  case KeyKind::Opaque:
    return false;
  case KeyKind::StringPtrSize:
  case KeyKind::StringSizePtr: {
    if (!copyMemory(words, at, 16))
      return false;
    const bool pointerFirst = part.kind == KeyKind::StringPtrSize;
    return putString(
        out, reinterpret_cast<const char *>(words[pointerFirst ? 0 : 1]),
        words[pointerFirst ? 1 : 0]);
  }
  case KeyKind::StringLibcxx: {
    if (!copyMemory(words, at, 24))
      return false;
    const unsigned char first = static_cast<unsigned char>(words[0] & 0xff);
    if (first & 1)
      return putString(out, reinterpret_cast<const char *>(words[2]), words[1]);
    return putString(out, at + 1, first >> 1);
  }
  case KeyKind::CString:
    return copyMemory(words, at, 8) &&
           putCString(out, reinterpret_cast<const char *>(words[0]));
  default:
    return isScalarWidth(part.width) && copyMemory(words, at, part.width) &&
           putScalar(out, part.kind, part.width, words[0]);
  }
}

bool putSavedPart(TextWriter &out, const MapsanKeyPart &part,
                  const SavedKeyPart &saved) {
  if (isScalarKey(part.kind))
    return isScalarWidth(part.width) &&
           putScalar(out, part.kind, part.width, saved.value);
  if (!isStringKey(part.kind))
    return false;
  const bool isCut = saved.length > kSavedText;
  putQuoted(out, saved.text, isCut ? kSavedText : saved.length, isCut);
  return true;
}

/// Both parts, in braces if there are two.
template <typename PutPart>
bool putKey(const MapsanSite &site, char *text, size_t capacity, PutPart put) {
  TextWriter out(text, capacity);
  const bool isPair = site.key[1].kind != KeyKind::None;
  if (isPair)
    out.put('{');
  bool isGood = put(out, 0u);
  if (isPair) {
    out.put(", ");
    isGood = isGood && put(out, 1u);
    out.put('}');
  }
  if (!isGood)
    text[0] = 0;
  return isGood;
}

} // namespace

bool hasKey(const MapsanSite &site) {
  return site.key[0].kind != KeyKind::None;
}

bool isKeyGoodAtEnd(const MapsanSite &site, bool hasChanged) {
  if (!hasChanged)
    return true;
  return (site.effect == Effect::Upsert || site.effect == Effect::Assign) &&
         !isStringKey(site.key[0].kind) && !isStringKey(site.key[1].kind);
}

bool describeKey(const MapsanSite &site, const void *key, char *text,
                 size_t capacity) {
  text[0] = 0;
  if (!hasKey(site))
    return false;
  // In place: the "pointer" is the value itself.
  const void *value = key;
  const char *from = static_cast<const char *>(key);
  if (site.flags & kSiteKeyInPlace)
    from = reinterpret_cast<const char *>(&value);
  else if (!key)
    return false;
  return putKey(site, text, capacity, [&](TextWriter &out, unsigned part) {
    return putPart(out, site.key[part], from);
  });
}

bool describeSavedKey(const MapsanSite &site, const SavedKey &saved, char *text,
                      size_t capacity) {
  text[0] = 0;
  return hasKey(site) &&
         putKey(site, text, capacity, [&](TextWriter &out, unsigned part) {
           return putSavedPart(out, site.key[part], saved.parts[part]);
         });
}

} // namespace mapsan
