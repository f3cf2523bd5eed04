// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the reader understands, and the one sentence it says when it does not.
#include "plugin/model/model.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

std::string errorOf(const std::string &text,
                    Models models = Models::builtIn()) {
  std::optional<ModelError> error = models.add(text, "my.yaml");
  return error ? error->text : "";
}

Models read(const std::string &text, Models models = {}) {
  std::optional<ModelError> error = models.add(text, "my.yaml");
  EXPECT_FALSE(error) << error->text;
  return models;
}

const std::string kSmall = R"yaml(
types:
  - name: my::Map
    aliases: [ "my::detail::Map" ]
    flags: [ set ]
    invalidates: { upsert: iterators-on-rehash, erase: element, write: all }
    cheap: [ size ]
    iterators: [ iterator ]
    methods:
      - { call: find, effect: read, key: 0, returns: iterator }
      - call: "take(map&)"
        effect: upsert
        observe: unknown
        arguments: [ { parameter: 0, effect: erase, observe: size } ]
)yaml";

TEST(Reader, TakesEveryFieldOfAType) {
  Models models = read(kSmall);
  const TypeModel *type = models.findType("my::Map");
  ASSERT_TRUE(type);
  EXPECT_EQ(models.findType("my::detail::Map"), type);
  EXPECT_EQ(models.findType("Map"), nullptr);
  EXPECT_EQ(type->flags,
            uint32_t(kTypeSet | kTypeInsertKeepsIterators |
                     kTypeEraseKeepsOthers | kTypeStableReferences));
  EXPECT_TRUE(type->sizeIsCheap);
  EXPECT_FALSE(type->bucketsAreCheap);
  EXPECT_EQ(type->iterators, std::vector<std::string>{"iterator"});
  EXPECT_EQ(type->iteratorUse("operator++"), IteratorMark::Use::Step);
  EXPECT_EQ(type->iteratorUse("operator->"), IteratorMark::Use::Dereference);
  EXPECT_EQ(type->iteratorUse("operator=="), std::nullopt);
}

TEST(Reader, TakesEveryFieldOfAMethod) {
  Models models = read(kSmall);
  const TypeModel *type = models.findType("my::Map");
  const MethodModel *find = type->find({"find", true, {ArgumentKind::Key}});
  ASSERT_TRUE(find);
  EXPECT_EQ(find->effect(), Effect::Read);
  EXPECT_EQ(find->keyParameter, 0);
  EXPECT_TRUE(find->returnsIterator);
  const MethodModel *take = type->find({"take", false, {ArgumentKind::Map}});
  ASSERT_TRUE(take);
  ASSERT_EQ(take->operands.size(), 2u);
  EXPECT_EQ(take->operands[0].effect, Effect::Upsert);
  EXPECT_EQ(take->operands[0].observe, Observe::Unknown);
  EXPECT_EQ(take->operands[1].parameter, 0);
  EXPECT_EQ(take->operands[1].effect, Effect::Erase);
  EXPECT_EQ(take->operands[1].observe, Observe::Size);
}

TEST(Reader, LossesAreTheMethodsOrTheTypesByEffect) {
  Models models =
      read("lists:\n  - name: L\n    invalidates: { erase: element }\n"
           "    methods:\n"
           "      - { call: put, effect: upsert }\n"
           "      - { call: take, effect: erase }\n"
           "      - { call: drop, effect: write, invalidates: erase }\n"
           "      - { call: swap, effect: write, invalidates: nothing }\n"
           "      - { call: find, effect: read }\n"
           "types:\n  - name: M\n    like: [ L ]\n"
           "    invalidates: { upsert: all-on-rehash }\n"
           "  - name: N\n    like: [ M ]\n"
           "    invalidates: { erase: iterators }\n");
  auto lossOf = [&](const char *type, const char *method) {
    return models.findType(type)
        ->find({method, false, {}})
        ->operands[0]
        .invalidates;
  };
  EXPECT_EQ(lossOf("M", "put"), Invalidates::AllOnRehash);
  EXPECT_EQ(lossOf("M", "take"), Invalidates::Element);
  EXPECT_EQ(lossOf("M", "drop"), Invalidates::Element);
  EXPECT_EQ(lossOf("M", "swap"), Invalidates::Nothing);
  EXPECT_EQ(lossOf("M", "find"), Invalidates::Unsaid);
  EXPECT_EQ(lossOf("N", "put"), Invalidates::AllOnRehash);
  EXPECT_EQ(lossOf("N", "take"), Invalidates::Iterators);
  EXPECT_EQ(lossOf("N", "drop"), Invalidates::Iterators);
}

TEST(Reader, ObserveFollowsTheEffectUnlessSaid) {
  Models models = read("types:\n  - name: M\n    methods:\n"
                       "      - { call: r, effect: read }\n"
                       "      - { call: u, effect: upsert }\n"
                       "      - { call: w, effect: write }\n"
                       "      - { call: n, effect: none }\n"
                       "      - { call: s, effect: safe }\n"
                       "      - { call: x, effect: exclusive }\n");
  const TypeModel *type = models.findType("M");
  EXPECT_EQ(type->find({"r", false, {}})->operands[0].observe, Observe::Never);
  EXPECT_EQ(type->find({"u", false, {}})->operands[0].observe, Observe::Size);
  EXPECT_EQ(type->find({"w", false, {}})->operands[0].observe, Observe::Always);
  EXPECT_TRUE(type->find({"n", false, {}})->operands.empty());
  EXPECT_EQ(type->find({"s", false, {}})->operands[0].observe,
            Observe::Unknown);
  EXPECT_EQ(type->find({"x", false, {}})->operands[0].observe, Observe::Always);
}

TEST(Reader, LikeTakesOverTypesOfEarlierFilesToo) {
  Models models = read("types:\n  - name: my::Map\n    like: [ \"std::map\" ]\n"
                       "    methods:\n      - { call: find, effect: none }\n",
                       Models::builtIn());
  const TypeModel *type = models.findType("my::Map");
  ASSERT_TRUE(type);
  EXPECT_TRUE(type->sizeIsCheap);
  EXPECT_EQ(type->flags, models.findType("std::map")->flags);
  EXPECT_EQ(type->iterators, models.findType("std::map")->iterators);
  MethodSignature find = {"find", false, {ArgumentKind::Key}};
  EXPECT_EQ(type->find(find)->effect(), Effect::None) << "own methods first";
  EXPECT_EQ(models.findType("std::map")->find(find)->effect(), Effect::Read);
  EXPECT_EQ(type->find({"clear", false, {}})->effect(), Effect::Write);
}

TEST(Reader, PointersStayWhenModelsMoveAndGrow) {
  Models models = read(kSmall);
  const TypeModel *type = models.findType("my::Map");
  Models moved = std::move(models);
  for (int i = 0; i < 20; ++i)
    moved = read("types:\n  - { name: T" + std::to_string(i) +
                     ", like: [ \"my::Map\" ] }\n",
                 std::move(moved));
  EXPECT_EQ(moved.findType("my::Map"), type);
}

TEST(Reader, AFileWithAnErrorAddsNothing) {
  Models models;
  EXPECT_TRUE(models.add(kSmall + "  - name: other\n    method: []\n", "f"));
  EXPECT_EQ(models.findType("my::Map"), nullptr);
  EXPECT_TRUE(models.types().empty());
}

TEST(Reader, FunctionsHaveNoObject) {
  Models models = read("functions:\n  - call: \"my::eq(const map&, _)\"\n"
                       "    arguments: [ { parameter: 0, effect: read } ]\n");
  EXPECT_TRUE(models.namesFunction("my::eq"));
  EXPECT_FALSE(models.namesFunction("eq"));
  const MethodModel *model = models.findFunction(
      {"my::eq", false, {ArgumentKind::ConstMap, ArgumentKind::Other}});
  ASSERT_TRUE(model);
  ASSERT_EQ(model->operands.size(), 1u);
  EXPECT_EQ(model->operands[0].parameter, 0);
}

// The words are LLVM's and differ from one major to the next.
TEST(Reader, BrokenYamlIsNamedWithItsLineToo) {
  EXPECT_EQ(errorOf("types: [\n").substr(0, 11), "my.yaml:1: ");
  EXPECT_EQ(errorOf("types: hello\n").substr(0, 11), "my.yaml:1: ");
  EXPECT_EQ(errorOf("hello\n").substr(0, 11), "my.yaml:1: ");
  EXPECT_EQ(errorOf("- hello\n").substr(0, 11), "my.yaml:1: ");
}

struct Mistake {
  const char *text;
  const char *error;
};

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreNamedWithTheirLine) {
  EXPECT_EQ(errorOf(GetParam().text), GetParam().error);
}

#define TYPE "types:\n  - name: T\n    methods:\n      - "

INSTANTIATE_TEST_SUITE_P(
    Reader, Mistakes,
    testing::Values(
        Mistake{TYPE "{ call: find, effect: raed }\n",
                "my.yaml:4: unknown effect 'raed'; known are none, read, "
                "read-all, upsert, assign, erase, write, construct, destroy, "
                "iterate, safe, exclusive"},
        Mistake{TYPE "{ call: find, effect: read, keys: 0 }\n",
                "my.yaml:4: unknown key 'keys' in a method; known are call, "
                "effect, observe, key, element, returns, "
                "invalidates, arguments"},
        Mistake{TYPE "{ call: find }\n",
                "my.yaml:4: missing required key 'effect'"},
        Mistake{TYPE "{ call: \"erase(it)\", effect: erase }\n",
                "my.yaml:4: unknown argument 'it'; write key, value, iterator, "
                "node, list, const map&, map&, map&&, _ for any, or ... at the "
                "end"},
        Mistake{
            TYPE "{ call: \"f(key)\", effect: read, key: 1 }\n",
            "my.yaml:4: 'f(key)' has no argument 1; arguments count from 0"},
        Mistake{TYPE "{ call: f, effect: read, key: 0, element: 0 }\n",
                "my.yaml:4: key and element exclude each other"},
        Mistake{TYPE "{ call: f, effect: read, observe: count }\n",
                "my.yaml:4: the effect read changes nothing that could be "
                "observed; leave observe out"},
        Mistake{TYPE "{ call: f, effect: upsert, observe: never }\n",
                "my.yaml:4: the effect upsert may change the map; observe says "
                "how to see it"},
        Mistake{TYPE "{ call: f, effect: iterate }\n",
                "my.yaml:4: the effect iterate belongs to iterators, which the "
                "lists iterators, steps and dereferences name; use read"},
        Mistake{TYPE "{ call: f, effect: read }\n"
                     "      - { call: f, effect: write }\n",
                "my.yaml:2: 'T' describes 'f' twice; keep one of them"},
        Mistake{"types:\n  - name: std::map\n    like: [ \"std::set\" ]\n",
                "my.yaml:2: 'std::map' is described twice; a file adds types, "
                "it does not change them"},
        Mistake{"types:\n  - name: A\n    like: [ \"std::map\" ]\n"
                "  - name: B\n    aliases: [ A ]\n    like: [ \"std::map\" ]\n",
                "my.yaml:4: 'A' is described twice; a file adds types, it does "
                "not change them"},
        Mistake{"types:\n  - name: A\n    like: [ \"std::mop\" ]\n",
                "my.yaml:2: 'A' is like 'std::mop', which no list and no type "
                "above it is called"},
        Mistake{"types:\n  - name: A\n",
                "my.yaml:2: 'A' has no methods; describe them, or say which "
                "type it is like"},
        Mistake{"types:\n  - name: A\n    like: [ \"std::map\" ]\n"
                "    flags: [ stable ]\n",
                "my.yaml:4: unknown flag 'stable'; known are set, "
                "concurrent, closed, indirect, part, nodes"},
        Mistake{"types:\n  - name: A\n    like: [ \"std::map\" ]\n"
                "    invalidates: { upsert: everything }\n",
                "my.yaml:4: unknown invalidation 'everything'; known are "
                "unsaid, nothing, element, iterators, iterators-on-rehash, "
                "all, all-on-rehash, references"},
        Mistake{TYPE "{ call: f, effect: read, invalidates: all }\n",
                "my.yaml:4: the effect read changes nothing; leave invalidates "
                "out"},
        Mistake{"functions:\n  - call: f\n",
                "my.yaml:2: a function needs arguments: which of them are "
                "maps, and the effect on each"},
        Mistake{"type:\n  - name: A\n",
                "my.yaml:1: unknown key 'type' in a model file; known are "
                "library, note, lists, types, functions"},
        Mistake{
            "types:\n  - { name: A, like: [ \"std::map\" ] }\n---\ntypes: []\n",
            "my.yaml: holds more than one YAML document; the second (after "
            "'---') would be ignored"},
        Mistake{"", "my.yaml:1: describes nothing; write at least one entry "
                    "under types"}));

} // namespace
