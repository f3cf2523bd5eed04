// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON, on one line, on top of TextWriter: this class puts the commas, the
// quotes and the escapes.
//
//   json.beginObject().key("pid").number(7).key("name").string("a\"b").end();
//
// Strings are shown as UTF-8; bytes that are none become U+FFFD, so that every
// line is valid JSON whatever a program calls its threads and keys.
//
// Callable from anywhere, signal handlers included, as long as the sink is.
#ifndef MAPSAN_RUNTIME_BASE_JSON_WRITER_H
#define MAPSAN_RUNTIME_BASE_JSON_WRITER_H

#include "runtime/base/text_writer.h"
#include "runtime/base/utf8.h"

namespace mapsan {

class JsonWriter {
public:
  explicit JsonWriter(TextWriter &out) : out_(out) {}

  JsonWriter &beginObject() { return begin('{', '}'); }
  JsonWriter &beginArray() { return begin('[', ']'); }
  /// Of the innermost object or array that was begun.
  JsonWriter &end() {
    out_.put(closing_[--depth_]);
    needsComma_ = true;
    return *this;
  }

  JsonWriter &key(const char *name) {
    separate();
    quoted(name);
    out_.put(':');
    needsComma_ = false;
    return *this;
  }

  JsonWriter &string(const char *text) {
    separate();
    quoted(text);
    return *this;
  }
  JsonWriter &number(uint64_t value) {
    separate();
    out_.number(value);
    return *this;
  }
  JsonWriter &boolean(bool value) {
    separate();
    out_.put(value ? "true" : "false");
    return *this;
  }
  JsonWriter &null() {
    separate();
    out_.put("null");
    return *this;
  }
  /// An address or a hash: numbers beyond 2^53 are not safe in JSON.
  JsonWriter &hex(uint64_t value, const char *prefix = "0x",
                  unsigned width = 1) {
    separate();
    out_.put('"').put(prefix).hex(value, width).put('"');
    return *this;
  }

private:
  static constexpr unsigned kMaxDepth = 16;

  JsonWriter &begin(char opening, char closing) {
    separate();
    out_.put(opening);
    closing_[depth_++] = closing;
    needsComma_ = false;
    return *this;
  }

  void separate() {
    if (needsComma_)
      out_.put(',');
    needsComma_ = true;
  }

  void quoted(const char *text) {
    out_.put('"');
    for (auto *at = reinterpret_cast<const unsigned char *>(text); *at;) {
      if (*at == '"' || *at == '\\') {
        out_.put('\\').put(static_cast<char>(*at++));
      } else if (*at < 0x20 || *at == 0x7F) {
        out_.put("\\u").hex(*at++, 4);
      } else if (const unsigned length = utf8Length(at)) {
        out_.put(reinterpret_cast<const char *>(at), length);
        at += length;
      } else {
        out_.put("\\ufffd");
        ++at;
      }
    }
    out_.put('"');
  }

  TextWriter &out_;
  char closing_[kMaxDepth];
  unsigned depth_ = 0;
  bool needsComma_ = false;
};

} // namespace mapsan

#endif
