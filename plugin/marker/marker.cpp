// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function per mark lists its fields once, for both directions: the
// visitor is a Writer or a Reader. A field that has its default value is not
// written, so that attributes stay short; a reader starts from the defaults.
//
//   name=find;type=std::map<int, int>;operand=-1,0,read,never;flags=5
//   operand=-1,0,upsert,second,nothing
//
// An enumerator is its name in text; operands and key parts repeat their field.
#include "plugin/marker/marker.h"

#include <cstdlib>
#include <utility>

namespace mapsan {

namespace {

using Names = std::vector<std::pair<int, const char *>>;

const Names &effectNames() {
  static const Names names = {
#define MAPSAN_EFFECT(enumerator, name, number, help) {number, name},
#include "runtime/abi/effects.def"
  };
  return names;
}

const Names &observeNames() {
  static const Names names = {
      {int(Observe::Never), "never"},       {int(Observe::Always), "always"},
      {int(Observe::PairSecond), "second"}, {int(Observe::Count), "count"},
      {int(Observe::Size), "size"},         {int(Observe::Unknown), "unknown"}};
  return names;
}

const Names &invalidatesNames() {
  static const Names names = {
#define MAPSAN_INVALIDATES(enumerator, name, number, words) {number, name},
#include "runtime/abi/invalidates.def"
  };
  return names;
}

const Names &useNames() {
  static const Names names = {
      {int(IteratorMark::Use::Step), "step"},
      {int(IteratorMark::Use::Dereference), "dereference"}};
  return names;
}

const Names &wayNames() {
  static const Names names = {{int(WayMark::Kind::None), "none"},
                              {int(WayMark::Kind::Pointer), "pointer"},
                              {int(WayMark::Kind::Arrow), "arrow"},
                              {int(WayMark::Kind::References), "references"}};
  return names;
}

std::string nameOf(const Names &names, int value) {
  for (const auto &[number, name] : names)
    if (number == value)
      return name;
  return "?"; // decode refuses it
}

bool valueOf(const Names &names, const std::string &text, int &value) {
  for (const auto &[number, name] : names) {
    if (text == name) {
      value = number;
      return true;
    }
  }
  return false;
}

bool parseNumber(const std::string &text, long &value) {
  char *end = nullptr;
  value = std::strtol(text.c_str(), &end, 10);
  return !text.empty() && *end == '\0' && text[0] != ' ' && text[0] != '+';
}

std::vector<std::string> splitAt(const std::string &text, char separator) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (true) {
    size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos)
      return parts;
    begin = end + 1;
  }
}

bool mustEscape(unsigned char byte) {
  return byte == ';' || byte == '%' || byte < 0x20 || byte == 0x7f;
}

std::string escape(const std::string &text) {
  static const char digits[] = "0123456789ABCDEF";
  std::string escaped;
  for (unsigned char byte : text) {
    if (!mustEscape(byte)) {
      escaped += static_cast<char>(byte);
      continue;
    }
    escaped += '%';
    escaped += digits[byte >> 4];
    escaped += digits[byte & 15];
  }
  return escaped;
}

int digitValue(char digit) {
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

bool unescape(const std::string &text, std::string &plain) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size())
      return false;
    int high = digitValue(text[i + 1]), low = digitValue(text[i + 2]);
    if (high < 0 || low < 0)
      return false;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return true;
}

// Appends each field that differs from its default.
class Writer {
public:
  void text(const char *field, const std::string &value) {
    if (!value.empty())
      add(field, escape(value));
  }
  template <typename Number> void number(const char *field, Number value) {
    add(field, std::to_string(value));
  }
  template <typename Number>
  void number(const char *field, const Number &value, Number standard) {
    if (value != standard)
      number(field, value);
  }
  template <typename Enum>
  void choice(const char *field, const Names &names, Enum value) {
    add(field, nameOf(names, static_cast<int>(value)));
  }
  template <typename Enum>
  void choice(const char *field, const Names &names, Enum value,
              Enum standard) {
    if (value != standard)
      choice(field, names, value);
  }
  void operands(const char *field, const std::vector<Operand> &operands) {
    for (const Operand &operand : operands)
      add(field, std::to_string(operand.parameter) + "," +
                     std::to_string(operand.offset) + "," +
                     nameOf(effectNames(), int(operand.effect)) + "," +
                     nameOf(observeNames(), int(operand.observe)) +
                     (operand.invalidates == Invalidates::Unsaid
                          ? ""
                          : "," + nameOf(invalidatesNames(),
                                         int(operand.invalidates))));
  }
  void texts(const char *field, const std::vector<std::string> &values) {
    for (const std::string &value : values)
      text(field, value);
  }
  void key(const char *field, const MapsanKeyPart (&key)[2]) {
    if (key[0].kind == KeyKind::None && key[1].kind == KeyKind::None)
      return;
    std::string value;
    for (const MapsanKeyPart &part : key)
      value += (value.empty() ? "" : ",") + std::to_string(int(part.kind)) +
               "," + std::to_string(part.width) + "," +
               std::to_string(part.offset);
    add(field, value);
  }
  std::string take() { return std::move(text_); }

private:
  void add(const char *field, const std::string &value) {
    if (!text_.empty())
      text_ += ';';
    text_ += field;
    text_ += '=';
    text_ += value;
  }
  std::string text_;
};

// Offers one "field=value" to every field; the one that has this name takes it.
class Reader {
public:
  Reader(std::string field, std::string value)
      : field_(std::move(field)), value_(std::move(value)) {}

  void text(const char *field, std::string &value) {
    if (!mine(field))
      return;
    value.clear();
    valid_ = unescape(value_, value);
  }
  template <typename Number>
  void number(const char *field, Number &value, Number = Number()) {
    long read = 0;
    if (mine(field) && (valid_ = parseNumber(value_, read)))
      value = static_cast<Number>(read),
      valid_ = static_cast<long>(value) == read;
  }
  template <typename Enum>
  void choice(const char *field, const Names &names, Enum &value,
              Enum = Enum()) {
    int read = 0;
    if (mine(field) && (valid_ = valueOf(names, value_, read)))
      value = static_cast<Enum>(read);
  }
  void operands(const char *field, std::vector<Operand> &operands) {
    if (!mine(field))
      return;
    std::vector<std::string> parts = splitAt(value_, ',');
    Operand operand;
    long parameter = 0;
    int effect = 0, observe = 0, invalidates = 0;
    if (parts.size() == 4)
      parts.push_back("unsaid");
    valid_ = parts.size() == 5 && parseNumber(parts[0], parameter) &&
             parseNumber(parts[1], operand.offset) &&
             valueOf(effectNames(), parts[2], effect) &&
             valueOf(observeNames(), parts[3], observe) &&
             valueOf(invalidatesNames(), parts[4], invalidates) &&
             parameter >= Operand::kThis;
    operand.parameter = static_cast<int>(parameter);
    operand.effect = static_cast<Effect>(effect);
    operand.observe = static_cast<Observe>(observe);
    operand.invalidates = static_cast<Invalidates>(invalidates);
    operands.push_back(operand);
  }
  void texts(const char *field, std::vector<std::string> &values) {
    std::string value;
    text(field, value);
    if (!value.empty())
      values.push_back(std::move(value));
  }
  void key(const char *field, MapsanKeyPart (&key)[2]) {
    if (!mine(field))
      return;
    std::vector<std::string> parts = splitAt(value_, ',');
    valid_ = parts.size() == 6;
    for (size_t i = 0; valid_ && i < 2; ++i) {
      long kind = 0, width = 0, offset = 0;
      valid_ = parseNumber(parts[3 * i], kind) &&
               parseNumber(parts[3 * i + 1], width) &&
               parseNumber(parts[3 * i + 2], offset) && kind >= 0 &&
               kind <= long(KeyKind::CString) && width >= 0 && width <= 255 &&
               offset >= 0 && offset <= 65535;
      key[i] = {static_cast<KeyKind>(kind), static_cast<uint8_t>(width),
                static_cast<uint16_t>(offset)};
    }
  }
  bool known() const { return known_; }
  bool valid() const { return valid_; }

private:
  bool mine(const char *field) {
    if (field_ != field)
      return false;
    known_ = true;
    return true;
  }
  std::string field_;
  std::string value_;
  bool known_ = false;
  bool valid_ = true;
};

template <typename Visitor, typename Mark>
void visitElement(Visitor &visit, Mark &mark) {
  visit.number("element", mark.offset, ElementMark::kNone);
  visit.key("elementkey", mark.key);
}

template <typename Visitor, typename Mark>
void visitWay(Visitor &visit, Mark &mark, const char *kind, const char *offset,
              const char *stride, const char *key, const char *call) {
  visit.choice(kind, wayNames(), mark.kind, WayMark::Kind::None);
  visit.text(call, mark.call);
  visit.number(offset, mark.offset, 0L);
  visit.number(stride, mark.stride, 0L);
  visit.key(key, mark.key);
}

template <typename Visitor, typename Mark>
void visitMethod(Visitor &visit, Mark &mark) {
  visit.text("name", mark.name);
  visit.text("type", mark.type);
  visit.text("chain", mark.chain);
  visit.text("keytype", mark.keyType);
  visit.text("size", mark.size);
  visit.text("buckets", mark.buckets);
  visit.number("sizeoffset", mark.sizeOffset, 0L);
  visit.operands("operand", mark.operands);
  visit.number("keyparameter", mark.keyParameter, -1);
  visit.number("keyinplace", mark.keyInPlace, false);
  visit.key("key", mark.key);
  visit.number("flags", mark.typeFlags, uint32_t{0});
  visit.number("static", mark.isStatic, false);
  visit.number("constructor", mark.isConstructor, false);
  visit.number("destructor", mark.isDestructor, false);
  visit.number("iterator", mark.returnsIterator, false);
  visitElement(visit, mark.element);
  visitWay(visit, mark.overwrite.way, "way", "wayoffset", "waystride", "waykey",
           "waycall");
  visit.number("waysize", mark.overwrite.size, 0L);
  visit.text("everybegin", mark.every.begin);
  visit.text("everynext", mark.every.next);
  visitWay(visit, mark.every.way, "everyway", "everyoffset", "everystride",
           "everykey", "everycall");
  visit.number("everybeginoffset", mark.every.beginOffset, 0L);
  visit.number("everysize", mark.every.size, 0L);
  visit.number("everyinorder", mark.every.isInOrder, false);
  visit.text("shiftbegin", mark.shift.begin);
  visitWay(visit, mark.shift.way, "shiftway", "shiftoffset", "shiftwaystride",
           "shiftkey", "shiftcall");
  visit.number("shiftbeginoffset", mark.shift.beginOffset, 0L);
  visit.number("shiftstride", mark.shift.stride, 0L);
}

template <typename Visitor, typename Mark>
void visitIterator(Visitor &visit, Mark &mark) {
  visit.choice("use", useNames(), mark.use);
  visit.text("name", mark.name);
  visit.text("type", mark.type);
  visit.texts("also", mark.otherTypes);
  visit.text("keytype", mark.keyType);
  visit.number("flags", mark.typeFlags, uint32_t{0});
  visitElement(visit, mark.element);
}

template <typename Visitor, typename Mark>
void visitObject(Visitor &visit, Mark &mark) {
  visit.text("name", mark.name);
  visit.text("file", mark.file);
  visit.number("line", mark.line, 0u);
  visit.text("type", mark.type);
}

template <typename Mark, typename Visit>
std::optional<Mark> decode(const std::string &text, std::string &error,
                           Visit visit) {
  Mark mark;
  if (text.empty())
    return mark;
  for (const std::string &part : splitAt(text, ';')) {
    size_t equals = part.find('=');
    std::string field = part.substr(0, equals);
    if (equals == std::string::npos) {
      error = "field '" + part + "' has no value";
      return std::nullopt;
    }
    Reader reader(field, part.substr(equals + 1));
    visit(reader, mark);
    if (!reader.known() || !reader.valid()) {
      error = reader.known() ? "field '" + field + "' has the bad value '" +
                                   part.substr(equals + 1) + "'"
                             : "field '" + field + "' is unknown";
      return std::nullopt;
    }
  }
  return mark;
}

} // namespace

std::string encode(const MethodMark &mark) {
  Writer writer;
  visitMethod(writer, mark);
  return writer.take();
}

std::string encode(const IteratorMark &mark) {
  Writer writer;
  visitIterator(writer, mark);
  return writer.take();
}

std::string encode(const ObjectMark &mark) {
  Writer writer;
  visitObject(writer, mark);
  return writer.take();
}

std::optional<MethodMark> decodeMethod(const std::string &text,
                                       std::string &error) {
  return decode<MethodMark>(text, error, [](Reader &reader, MethodMark &mark) {
    visitMethod(reader, mark);
  });
}

std::optional<IteratorMark> decodeIterator(const std::string &text,
                                           std::string &error) {
  return decode<IteratorMark>(
      text, error,
      [](Reader &reader, IteratorMark &mark) { visitIterator(reader, mark); });
}

std::optional<ObjectMark> decodeObject(const std::string &text,
                                       std::string &error) {
  return decode<ObjectMark>(text, error, [](Reader &reader, ObjectMark &mark) {
    visitObject(reader, mark);
  });
}

} // namespace mapsan
