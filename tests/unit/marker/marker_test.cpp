// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one half encodes the other decodes to the same thing, for marks made at
// random; and text that no encoder writes is refused with the field's name.
#include "plugin/marker/marker.h"

#include <gtest/gtest.h>

#include <random>

using namespace mapsan;

namespace {

class Dice {
public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  long upTo(long most) {
    return std::uniform_int_distribution<long>(0, most)(engine_);
  }
  // Every byte but 0, the separators of the format often.
  std::string text() {
    static const char special[] = ";%=,\n\t\x7f\"\\<> ";
    std::string text(upTo(12), 'x');
    for (char &byte : text)
      byte = upTo(1) ? special[upTo(sizeof special - 2)]
                     : static_cast<char>(1 + upTo(254));
    return text;
  }

private:
  std::mt19937 engine_;
};

WayMark randomWay(Dice &dice) {
  WayMark way;
  way.kind =
      static_cast<WayMark::Kind>(dice.upTo(int(WayMark::Kind::References)));
  way.call = dice.text();
  way.offset = dice.upTo(100);
  way.stride = dice.upTo(100);
  return way;
}

MethodMark randomMethod(Dice &dice) {
  MethodMark mark;
  mark.name = dice.text();
  mark.type = dice.text();
  mark.chain = dice.text();
  mark.keyType = dice.text();
  mark.size = dice.text();
  mark.buckets = dice.text();
  mark.sizeOffset = dice.upTo(64) - 32;
  for (long i = dice.upTo(3); i > 0; --i) {
    Operand operand;
    operand.parameter = static_cast<int>(dice.upTo(4)) - 1;
    operand.offset = dice.upTo(2000) - 1000;
    operand.effect = static_cast<Effect>(dice.upTo(int(Effect::Exclusive)));
    operand.observe = static_cast<Observe>(dice.upTo(int(Observe::Unknown)));
    operand.invalidates =
        static_cast<Invalidates>(dice.upTo(int(Invalidates::AllOnRehash)));
    mark.operands.push_back(operand);
  }
  mark.keyParameter = static_cast<int>(dice.upTo(3)) - 1;
  mark.keyInPlace = dice.upTo(1);
  for (MapsanKeyPart &part : mark.key)
    part = {static_cast<KeyKind>(dice.upTo(int(KeyKind::CString))),
            static_cast<uint8_t>(dice.upTo(255)),
            static_cast<uint16_t>(dice.upTo(65535))};
  if (mark.key[0].kind == KeyKind::None && mark.key[1].kind == KeyKind::None)
    mark.key[0] = mark.key[1] = {}; // no key has no width
  mark.typeFlags = static_cast<uint32_t>(dice.upTo(0xffffffffl));
  mark.isStatic = dice.upTo(1);
  mark.isConstructor = dice.upTo(1);
  mark.isDestructor = dice.upTo(1);
  mark.returnsIterator = dice.upTo(1);
  mark.overwrite.way = randomWay(dice);
  mark.overwrite.size = dice.upTo(100);
  mark.every.begin = dice.text();
  mark.every.next = dice.text();
  mark.every.way = randomWay(dice);
  mark.every.beginOffset = dice.upTo(100);
  mark.every.isInOrder = dice.upTo(1);
  mark.shift.begin = dice.text();
  mark.shift.way = randomWay(dice);
  mark.shift.beginOffset = dice.upTo(100);
  mark.shift.stride = dice.upTo(100);
  mark.every.size = dice.upTo(100);
  return mark;
}

void expectSame(const WayMark &a, const WayMark &b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.call, b.call);
  EXPECT_EQ(a.offset, b.offset);
  EXPECT_EQ(a.stride, b.stride);
}

void expectSame(const MethodMark &a, const MethodMark &b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.chain, b.chain);
  EXPECT_EQ(a.keyType, b.keyType);
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.buckets, b.buckets);
  EXPECT_EQ(a.sizeOffset, b.sizeOffset);
  ASSERT_EQ(a.operands.size(), b.operands.size());
  for (size_t i = 0; i < a.operands.size(); ++i) {
    EXPECT_EQ(a.operands[i].parameter, b.operands[i].parameter);
    EXPECT_EQ(a.operands[i].offset, b.operands[i].offset);
    EXPECT_EQ(a.operands[i].effect, b.operands[i].effect);
    EXPECT_EQ(a.operands[i].observe, b.operands[i].observe);
    EXPECT_EQ(a.operands[i].invalidates, b.operands[i].invalidates);
  }
  EXPECT_EQ(a.keyParameter, b.keyParameter);
  EXPECT_EQ(a.keyInPlace, b.keyInPlace);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(a.key[i].kind, b.key[i].kind);
    EXPECT_EQ(a.key[i].width, b.key[i].width);
    EXPECT_EQ(a.key[i].offset, b.key[i].offset);
  }
  EXPECT_EQ(a.typeFlags, b.typeFlags);
  EXPECT_EQ(a.isStatic, b.isStatic);
  EXPECT_EQ(a.isConstructor, b.isConstructor);
  EXPECT_EQ(a.isDestructor, b.isDestructor);
  EXPECT_EQ(a.returnsIterator, b.returnsIterator);
  expectSame(a.overwrite.way, b.overwrite.way);
  EXPECT_EQ(a.overwrite.size, b.overwrite.size);
  EXPECT_EQ(a.every.begin, b.every.begin);
  EXPECT_EQ(a.every.next, b.every.next);
  expectSame(a.every.way, b.every.way);
  EXPECT_EQ(a.every.beginOffset, b.every.beginOffset);
  EXPECT_EQ(a.every.isInOrder, b.every.isInOrder);
  EXPECT_EQ(a.shift.begin, b.shift.begin);
  expectSame(a.shift.way, b.shift.way);
  EXPECT_EQ(a.shift.beginOffset, b.shift.beginOffset);
  EXPECT_EQ(a.shift.stride, b.shift.stride);
  EXPECT_EQ(a.every.size, b.every.size);
}

} // namespace

TEST(Marker, RandomMethodsComeBack) {
  for (unsigned seed = 0; seed < 5000; ++seed) {
    Dice dice(seed);
    MethodMark mark = randomMethod(dice);
    std::string error;
    std::optional<MethodMark> back = decodeMethod(encode(mark), error);
    ASSERT_TRUE(back) << "seed " << seed << ": " << error;
    expectSame(mark, *back);
    if (HasFailure())
      FAIL() << "seed " << seed << ": " << encode(mark);
  }
}

TEST(Marker, RandomIteratorsAndObjectsComeBack) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    Dice dice(seed);
    IteratorMark iterator;
    iterator.use = static_cast<IteratorMark::Use>(dice.upTo(1));
    iterator.name = dice.text();
    iterator.type = dice.text();
    iterator.keyType = dice.text();
    iterator.typeFlags = static_cast<uint32_t>(dice.upTo(255));
    std::string error;
    std::optional<IteratorMark> i = decodeIterator(encode(iterator), error);
    ASSERT_TRUE(i) << error;
    EXPECT_EQ(i->use, iterator.use);
    EXPECT_EQ(i->name, iterator.name);
    EXPECT_EQ(i->type, iterator.type);
    EXPECT_EQ(i->keyType, iterator.keyType);
    EXPECT_EQ(i->typeFlags, iterator.typeFlags);

    ObjectMark object{dice.text(), dice.text(), unsigned(dice.upTo(100000))};
    std::optional<ObjectMark> o = decodeObject(encode(object), error);
    ASSERT_TRUE(o) << error;
    EXPECT_EQ(o->name, object.name);
    EXPECT_EQ(o->file, object.file);
    EXPECT_EQ(o->line, object.line);
  }
}

TEST(Marker, SeparatorsNeverAppearInValues) {
  MethodMark mark;
  mark.name = "a;b%c\nd";
  EXPECT_EQ(encode(mark), "name=a%3Bb%25c%0Ad");
}

TEST(Marker, BadTextIsRefusedWithTheFieldsName) {
  const char *const bad[][2] = {
      {"nam=find", "'nam'"},
      {"name", "'name'"},
      {"name=find;", "''"},
      {"name=%2", "'name'"},
      {"name=%zz", "'name'"},
      {"sizeoffset=", "'sizeoffset'"},
      {"sizeoffset=1x", "'sizeoffset'"},
      {"static=2", "'static'"},
      {"operand=0,0,read", "'operand'"},
      {"operand=-2,0,read,never", "'operand'"},
      {"operand=0,0,reads,never", "'operand'"},
      {"operand=0,0,read,sometimes", "'operand'"},
      {"key=1,2,3,4,5", "'key'"},
      {"key=99,1,0,0,0,0", "'key'"},
      {"key=1,256,0,0,0,0", "'key'"},
  };
  for (const auto &[text, field] : bad) {
    std::string error;
    EXPECT_FALSE(decodeMethod(text, error)) << text;
    EXPECT_NE(error.find(field), std::string::npos) << text << ": " << error;
  }
}
