// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Puts text together without libc's printf, which may allocate and take locks.
// A TextWriter fills a buffer of its caller. When the buffer is full it is
// handed to the sink, if there is one; without a sink the text is cut and
// truncated() says so. The text in the buffer always ends with a zero byte.
//
// Callable from anywhere, signal handlers included, as long as the sink is.
#ifndef MAPSAN_RUNTIME_BASE_TEXT_WRITER_H
#define MAPSAN_RUNTIME_BASE_TEXT_WRITER_H

#include <stddef.h>
#include <stdint.h>

namespace mapsan {

/// Where finished text goes. `write` gets all of it; it reports no failure
/// because nobody who prints could do anything about one.
struct Sink {
  void (*write)(void *context, const char *text, size_t length);
  void *context;
};

class TextWriter {
public:
  TextWriter(char *buffer, size_t capacity, const Sink *sink = nullptr)
      : buffer_(buffer), capacity_(capacity), sink_(sink) {
    buffer_[0] = 0;
  }

  TextWriter &put(char character) {
    if (length_ + 1 >= capacity_)
      flush();
    if (length_ + 1 >= capacity_) {
      truncated_ = true;
      return *this;
    }
    buffer_[length_++] = character;
    buffer_[length_] = 0;
    return *this;
  }

  TextWriter &put(const char *text) {
    for (; text && *text; ++text)
      put(*text);
    return *this;
  }

  TextWriter &put(const char *text, size_t length) {
    for (size_t i = 0; i < length; ++i)
      put(text[i]);
    return *this;
  }

  TextWriter &number(uint64_t value) {
    char digits[20];
    unsigned count = 0;
    do
      digits[count++] = static_cast<char>('0' + value % 10);
    while (value /= 10);
    while (count)
      put(digits[--count]);
    return *this;
  }

  TextWriter &signedNumber(int64_t value) {
    if (value < 0)
      put('-');
    return number(value < 0 ? ~static_cast<uint64_t>(value) + 1
                            : static_cast<uint64_t>(value));
  }

  /// Hexadecimal, with no prefix, at least `width` digits.
  TextWriter &hex(uint64_t value, unsigned width = 1) {
    char digits[16];
    unsigned count = 0;
    do
      digits[count++] = "0123456789abcdef"[value & 15];
    while (value >>= 4);
    while (count < width && count < 16)
      digits[count++] = '0';
    while (count)
      put(digits[--count]);
    return *this;
  }

  /// Hands what is in the buffer to the sink; without a sink does nothing.
  void flush() {
    if (!sink_ || !length_)
      return;
    sink_->write(sink_->context, buffer_, length_);
    length_ = 0;
    buffer_[0] = 0;
  }

  const char *text() const { return buffer_; }
  size_t length() const { return length_; }
  bool truncated() const { return truncated_; }

private:
  char *buffer_;
  size_t capacity_;
  const Sink *sink_;
  size_t length_ = 0;
  bool truncated_ = false;
};

} // namespace mapsan

#endif
