// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What may be shown on a terminal as it is. Names come from the program under test,
// which may have them from anywhere: an escape sequence in one must not reach the
// reader's terminal. Pure.
#ifndef MAPSAN_RUNTIME_BASE_UTF8_H
#define MAPSAN_RUNTIME_BASE_UTF8_H

namespace mapsan {

/// The length of the well-formed UTF-8 sequence at text, or 0 (RFC 3629). The text
/// ends with a zero byte.
inline unsigned utf8Length(const unsigned char *text) {
  const unsigned char first = text[0];
  if (first < 0x80)
    return 1;
  const unsigned length = first >= 0xF0   ? 4
                          : first >= 0xE0 ? 3
                          : first >= 0xC2 ? 2
                                          : 0;
  if (first > 0xF4)
    return 0;
  for (unsigned i = 1; i < length; ++i)
    if ((text[i] & 0xC0) != 0x80)
      return 0;
  const bool isBad =
      (first == 0xE0 && text[1] < 0xA0) || (first == 0xED && text[1] > 0x9F) ||
      (first == 0xF0 && text[1] < 0x90) || (first == 0xF4 && text[1] > 0x8F);
  return isBad ? 0 : length;
}

/// The length of the character there if it can be shown; 0: a control character of
/// either set, or a byte that is no UTF-8.
inline unsigned shownLength(const unsigned char *text) {
  if (text[0] < 0x20 || text[0] == 0x7F || (text[0] == 0xC2 && text[1] < 0xA0))
    return 0;
  return utf8Length(text);
}

} // namespace mapsan

#endif
