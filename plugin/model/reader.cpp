// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a model file. The format, by example:
//
//   lists:                        # shared by several types
//     - name: my-lookups
//       methods:
//         - { call: find, effect: read, key: 0, returns: iterator }
//   library: "My"                 # these two for docs/models.md
//   note: "Tested with My 1.2."
//   types:
//     - name: my::Map             # qualified, without inline namespaces
//       aliases: [ "my::detail::Map" ]   # quoted where it has "::"
//       like: [ my-lookups ]      # lists, or types described before
//       flags: [ set ]
//       invalidates: { upsert: nothing, erase: element, write: all }
//       cheap: [ size, bucket_count ]
//       iterators: [ iterator, const_iterator ]
//       methods:                  # before what `like` brings; first match
//       counts
//         - { call: put, effect: upsert, observe: pair-second, key: 0 }
//         - { call: "swap(map&)", effect: write,
//             invalidates: nothing,
//             arguments: [ { parameter: 0, effect: write } ] }
//   functions:
//     - call: "my::equal(const map&, const map&)"
//       arguments: [ { parameter: 0, effect: read-all }, ... ]
//
// Everything is judged where it stands, so that the first error has a line.
// What the reader does not know is an error: a misspelt effect that was skipped
// would leave a race unseen.
#include "plugin/model/built_in.h"
#include "plugin/model/invalidation.h"
#include "plugin/model/model.h"
#include "plugin/model/rule_text.h"

#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace mapsan;
using llvm::StringRef;
using llvm::yaml::IO;

/// One file on its way in: what it may refer to, and what came of it so far.
struct Reading {
  Reading(const Models &models, const std::string &file)
      : known(models), fileName(file) {}

  const Models &known;
  std::string fileName;
  std::string error;   // the first one, complete
  std::string scratch; // the text of a scalar's error, while LLVM prints it
  std::vector<std::unique_ptr<TypeModel>> lists;
  std::vector<std::unique_ptr<TypeModel>> types;
  std::vector<MethodRule> functions;
  Library library;
  llvm::yaml::Input *input = nullptr;
  bool isEmpty = false; // no document at all

  const TypeModel *find(const std::string &name) const {
    for (const auto *group : {&lists, &types})
      for (const auto &entry : *group) {
        if (entry->name == name)
          return entry.get();
        for (const std::string &alias : entry->aliases)
          if (alias == name)
            return entry.get();
      }
    return known.findListOrType(name);
  }
  bool failed() const { return !error.empty(); }
};

Reading &readingOf(IO &io) { return *static_cast<Reading *>(io.getContext()); }

void keepFirstError(const llvm::SMDiagnostic &diagnostic, void *context) {
  auto &reading = *static_cast<Reading *>(context);
  if (reading.failed())
    return;
  StringRef message = diagnostic.getMessage();
  reading.error = reading.fileName + ":" +
                  std::to_string(diagnostic.getLineNo()) + ": " + message.str();
  // LLVM before 16 takes no "::" inside [ ] and { } (as YAML 1.1).
  if (message.contains("unexpected ':'"))
    reading.error += "; put quotes around names that contain '::'";
}

struct Word {
  const char *text;
  unsigned value;
};

std::string listed(llvm::ArrayRef<Word> words) {
  std::string text;
  for (const Word &word : words)
    text += (text.empty() ? "" : ", ") + std::string(word.text);
  return text;
}

/// Finds `text` among `words`; else the error's text, kept in `reading`.
StringRef choose(StringRef text, const char *what, llvm::ArrayRef<Word> words,
                 Reading &reading, unsigned &value) {
  for (const Word &word : words)
    if (text == word.text) {
      value = word.value;
      return {};
    }
  reading.scratch = "unknown " + std::string(what) + " '" + text.str() +
                    "'; known are " + listed(words);
  return reading.scratch;
}

const Word kEffects[] = {
#define MAPSAN_EFFECT(enumerator, name, number, help) {name, number},
#include "runtime/abi/effects.def"
};

/// Those that methods have; what comes behind is told of elements.
llvm::ArrayRef<Word> methodEffects() {
  return llvm::ArrayRef<Word>(kEffects).take_front(unsigned(Effect::Exclusive) +
                                                   1);
}

const Word kObserves[] = {
    {"never", unsigned(Observe::Never)},
    {"always", unsigned(Observe::Always)},
    {"pair-second", unsigned(Observe::PairSecond)},
    {"count", unsigned(Observe::Count)},
    {"size", unsigned(Observe::Size)},
    {"unknown", unsigned(Observe::Unknown)},
};

const Word kFlags[] = {
    {"set", kTypeSet},       {"concurrent", kTypeConcurrent},
    {"closed", kTypeClosed}, {"indirect", kTypeIndirect},
    {"part", kTypePart},     {"nodes", kTypeNodes},
};

const Word kLosses[] = {
#define MAPSAN_INVALIDATES(enumerator, name, number, words) {name, number},
#include "runtime/abi/invalidates.def"
};

/// In a method's `invalidates` also an effect, for what the type says of it.
constexpr unsigned kAsEffect = 100;
const Word kMethodLosses[] = {
#define MAPSAN_INVALIDATES(enumerator, name, number, words) {name, number},
#include "runtime/abi/invalidates.def"
    {"upsert", kAsEffect + unsigned(Effect::Upsert)},
    {"erase", kAsEffect + unsigned(Effect::Erase)},
};

enum Cheap : unsigned { kCheapSize = 1, kCheapBuckets = 2 };
const Word kCheap[] = {{"size", kCheapSize}, {"bucket_count", kCheapBuckets}};
const Word kReturns[] = {{"iterator", 1}};

/// Distinct types, so that each has its own words.
struct FlagWord {
  unsigned value = 0;
};
struct CheapWord {
  unsigned value = 0;
};
struct ReturnWord {
  unsigned value = 0;
};
struct InvalidatesTable {
  std::vector<std::pair<Effect, Invalidates>> lines;
};
struct FunctionRule {
  MethodRule rule;
};
struct ListEntry {
  TypeModel model;
};

void checkKeys(IO &io, const char *what,
               std::initializer_list<const char *> known) {
  for (StringRef key : io.keys()) {
    bool found = false;
    std::string all;
    for (const char *name : known) {
      found = found || key == name;
      all += (all.empty() ? "" : ", ") + std::string(name);
    }
    if (!found)
      return io.setError("unknown key '" + key + "' in " + what +
                         "; known are " + all);
  }
}

/// How a change is seen when the file does not say.
Observe usualObserve(Effect effect) {
  if (effect == Effect::Safe)
    return Observe::Unknown;
  if (alwaysWrites(effect))
    return Observe::Always;
  return mayWrite(effect) ? Observe::Size : Observe::Never;
}

/// An operand and what the file says of its losses.
struct OperandLine {
  Operand operand;
  Loss loss;
};

void readEffect(IO &io, OperandLine &line) {
  Operand &operand = line.operand;
  io.mapRequired("effect", operand.effect);
  operand.observe = usualObserve(operand.effect);
  io.mapOptional("observe", operand.observe);
  io.mapOptional("invalidates", line.loss);
  if (operand.effect == Effect::Iterate)
    io.setError("the effect iterate belongs to iterators, which the lists "
                "iterators, steps and dereferences name; use read");
  if (!mayWrite(operand.effect) && operand.effect != Effect::Safe &&
      operand.observe != Observe::Never)
    io.setError("the effect " + llvm::Twine(effectName(operand.effect)) +
                " changes nothing that could be observed; leave observe out");
  if (mayWrite(operand.effect) && operand.observe == Observe::Never)
    io.setError("the effect " + llvm::Twine(effectName(operand.effect)) +
                " may change the map; observe says how to see it");
  if (!mayWrite(operand.effect) &&
      (line.loss.invalidates != Invalidates::Unsaid ||
       line.loss.as != Effect::None))
    io.setError("the effect " + llvm::Twine(effectName(operand.effect)) +
                " changes nothing; leave invalidates out");
}

/// The argument of that number exists in every call the rule speaks of.
bool hasParameter(const MethodRule &rule, int parameter) {
  return parameter >= 0 &&
         (rule.anyArguments || rule.moreArguments ||
          parameter < static_cast<int>(rule.arguments.size()));
}

void readRule(IO &io, MethodRule &rule, bool isFunction) {
  Reading &reading = readingOf(io);
  std::string call;
  io.mapRequired("call", call);
  if (reading.failed())
    return;
  std::string error = parseRule(call, rule);
  if (!error.empty())
    return io.setError(error);

  MethodModel &model = rule.model;
  std::vector<OperandLine> lines;
  std::vector<OperandLine> arguments;
  if (!isFunction) {
    OperandLine object;
    readEffect(io, object);
    ReturnWord returns;
    io.mapOptional("returns", returns);
    model.returnsIterator = returns.value != 0;
    int element = -1;
    io.mapOptional("key", model.keyParameter);
    io.mapOptional("element", element);
    if (element != -1 && model.keyParameter != -1)
      return io.setError("key and element exclude each other");
    if (element != -1) {
      model.keyParameter = element;
      model.keyIsFirstOfPair = true;
    }
    if (model.keyParameter != -1 && !hasParameter(rule, model.keyParameter))
      return io.setError("'" + call + "' has no argument " +
                         llvm::Twine(model.keyParameter) +
                         "; arguments count from 0");
    lines.push_back(object);
  }
  io.mapOptional("arguments", arguments);
  if (reading.failed())
    return;
  for (const OperandLine &argument : arguments) {
    if (!hasParameter(rule, argument.operand.parameter))
      return io.setError("'" + call + "' has no argument " +
                         llvm::Twine(argument.operand.parameter) +
                         "; arguments count from 0");
    lines.push_back(argument);
  }
  for (const OperandLine &line : lines) {
    model.operands.push_back(line.operand);
    rule.losses.push_back(line.loss);
  }
  if (isFunction && arguments.empty())
    return io.setError("a function needs arguments: which of them are maps, "
                       "and the effect on each");
  // Nothing is touched: then there is nothing to watch, but for where an iterator
  // comes from.
  if (model.operands.size() == 1 && !model.returnsIterator &&
      model.operands.front().effect == Effect::None)
    model.operands.clear();
}

/// What a list or type takes over. Own rules stay in front, and hide those of the
/// same text.
void takeOver(const TypeModel &from, TypeModel &to) {
  to.flags |= from.flags;
  to.sizeIsCheap |= from.sizeIsCheap;
  to.bucketsAreCheap |= from.bucketsAreCheap;
  for (auto names :
       {&TypeModel::iterators, &TypeModel::steps, &TypeModel::dereferences})
    for (const std::string &name : from.*names)
      if (std::find((to.*names).begin(), (to.*names).end(), name) ==
          (to.*names).end())
        (to.*names).push_back(name);
  for (const auto &line : from.invalidates)
    if (std::none_of(to.invalidates.begin(), to.invalidates.end(),
                     [&](const auto &own) { return own.first == line.first; }))
      to.invalidates.push_back(line);
  for (const MethodRule &rule : from.rules)
    if (std::none_of(
            to.rules.begin(), to.rules.end(),
            [&](const MethodRule &own) { return own.text == rule.text; }))
      to.rules.push_back(rule);
}

/// Reads all but the aliases, which lists have not.
void readEntry(IO &io, TypeModel &type) {
  Reading &reading = readingOf(io);
  std::vector<std::string> like;
  std::vector<FlagWord> flags;
  std::vector<CheapWord> cheap;
  InvalidatesTable invalidates;
  io.mapRequired("name", type.name);
  io.mapOptional("like", like);
  io.mapOptional("flags", flags);
  io.mapOptional("cheap", cheap);
  io.mapOptional("invalidates", invalidates);
  io.mapOptional("iterators", type.iterators);
  io.mapOptional("steps", type.steps);
  io.mapOptional("dereferences", type.dereferences);
  io.mapOptional("methods", type.rules);
  if (reading.failed())
    return;
  for (size_t i = 0; i < type.rules.size(); ++i)
    for (size_t earlier = 0; earlier < i; ++earlier)
      if (type.rules[i].text == type.rules[earlier].text)
        return io.setError("'" + type.name + "' describes '" +
                           type.rules[i].text + "' twice; keep one of them");
  for (FlagWord flag : flags)
    type.flags |= flag.value;
  type.invalidates = std::move(invalidates.lines);
  for (CheapWord word : cheap) {
    type.sizeIsCheap |= word.value == kCheapSize;
    type.bucketsAreCheap |= word.value == kCheapBuckets;
  }
  for (const std::string &name : like) {
    const TypeModel *other = reading.find(name);
    if (!other)
      return io.setError("'" + type.name + "' is like '" + name +
                         "', which no list and no type above it is called");
    takeOver(*other, type);
  }
}

bool nameIsFree(IO &io, const std::string &name) {
  if (!readingOf(io).find(name))
    return true;
  io.setError("'" + name +
              "' is described twice; a file adds types, it does "
              "not change them");
  return false;
}

void finishType(IO &io, TypeModel &type) {
  Reading &reading = readingOf(io);
  if (reading.failed() || !nameIsFree(io, type.name))
    return;
  for (const std::string &alias : type.aliases)
    if (!nameIsFree(io, alias))
      return;
  if (type.rules.empty() && !(type.flags & kTypePart))
    return io.setError("'" + type.name +
                       "' has no methods; describe them, or "
                       "say which type it is like");
  // Iterators of maps have these operators unless the file says otherwise.
  if (!type.iterators.empty() && type.steps.empty())
    type.steps = {"operator++", "operator--"};
  if (!type.iterators.empty() && type.dereferences.empty())
    type.dereferences = {"operator*", "operator->"};
  if (type.flags & kTypeSet)
    for (MethodRule &rule : type.rules)
      rule.model.keyIsFirstOfPair = false;
  resolveInvalidation(type);
  type.library = reading.library.name;
  reading.types.push_back(std::make_unique<TypeModel>(std::move(type)));
}

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(FlagWord)
LLVM_YAML_IS_SEQUENCE_VECTOR(CheapWord)
LLVM_YAML_IS_SEQUENCE_VECTOR(OperandLine)
LLVM_YAML_IS_SEQUENCE_VECTOR(mapsan::MethodRule)
LLVM_YAML_IS_SEQUENCE_VECTOR(FunctionRule)
LLVM_YAML_IS_SEQUENCE_VECTOR(mapsan::TypeModel)
LLVM_YAML_IS_SEQUENCE_VECTOR(ListEntry)

namespace llvm::yaml {

#define MAPSAN_WORDS(Type, what, words, assign)                                \
  template <> struct ScalarTraits<Type> {                                      \
    static void output(const Type &, void *, raw_ostream &) {}                 \
    static StringRef input(StringRef text, void *context, Type &to) {          \
      unsigned value = 0;                                                      \
      StringRef error =                                                        \
          choose(text, what, words, *static_cast<Reading *>(context), value);  \
      assign;                                                                  \
      return error;                                                            \
    }                                                                          \
    static QuotingType mustQuote(StringRef) { return QuotingType::None; }      \
  };
MAPSAN_WORDS(mapsan::Effect, "effect", methodEffects(), to = Effect(value))
MAPSAN_WORDS(mapsan::Observe, "observe", kObserves, to = Observe(value))
MAPSAN_WORDS(mapsan::Invalidates, "invalidation", kLosses,
             to = Invalidates(value))
MAPSAN_WORDS(mapsan::Loss, "invalidation", kMethodLosses,
             value < kAsEffect ? void(to.invalidates = Invalidates(value))
                               : void(to.as = Effect(value - kAsEffect)))
MAPSAN_WORDS(FlagWord, "flag", kFlags, to.value = value)
MAPSAN_WORDS(CheapWord, "cheap method", kCheap, to.value = value)
MAPSAN_WORDS(ReturnWord, "result", kReturns, to.value = value)
#undef MAPSAN_WORDS

template <> struct MappingTraits<InvalidatesTable> {
  static void mapping(IO &io, InvalidatesTable &table) {
    checkKeys(io, "invalidates",
              {"upsert", "assign", "erase", "write", "exclusive"});
    for (const Word &effect : methodEffects()) {
      Invalidates said = Invalidates::Unsaid;
      io.mapOptional(effect.text, said);
      if (said != Invalidates::Unsaid)
        table.lines.push_back({Effect(effect.value), said});
    }
  }
};

template <> struct MappingTraits<OperandLine> {
  static void mapping(IO &io, OperandLine &line) {
    checkKeys(io, "an argument",
              {"parameter", "effect", "observe", "invalidates"});
    io.mapRequired("parameter", line.operand.parameter);
    readEffect(io, line);
  }
};

template <> struct MappingTraits<mapsan::MethodRule> {
  static void mapping(IO &io, MethodRule &rule) {
    checkKeys(io, "a method",
              {"call", "effect", "observe", "key", "element", "returns",
               "invalidates", "arguments"});
    readRule(io, rule, /*isFunction=*/false);
  }
};

template <> struct MappingTraits<FunctionRule> {
  static void mapping(IO &io, FunctionRule &function) {
    checkKeys(io, "a function", {"call", "arguments"});
    readRule(io, function.rule, /*isFunction=*/true);
    if (!readingOf(io).failed())
      readingOf(io).functions.push_back(function.rule);
  }
};

template <> struct MappingTraits<ListEntry> {
  static void mapping(IO &io, ListEntry &list) {
    checkKeys(io, "a list",
              {"name", "like", "flags", "cheap", "invalidates", "iterators",
               "steps", "dereferences", "methods"});
    readEntry(io, list.model);
    if (!readingOf(io).failed() && nameIsFree(io, list.model.name))
      readingOf(io).lists.push_back(
          std::make_unique<TypeModel>(std::move(list.model)));
  }
};

template <> struct MappingTraits<mapsan::TypeModel> {
  static void mapping(IO &io, TypeModel &type) {
    checkKeys(io, "a type",
              {"name", "aliases", "like", "flags", "cheap", "invalidates",
               "iterators", "steps", "dereferences", "methods"});
    io.mapOptional("aliases", type.aliases);
    readEntry(io, type);
    finishType(io, type);
  }
};

template <> struct MappingTraits<Reading> {
  static void mapping(IO &io, Reading &reading) {
    // An empty file has no node to ask for keys; LLVM does not check.
    reading.isEmpty = !reading.input->getCurrentNode();
    if (reading.isEmpty)
      return;
    checkKeys(io, "a model file",
              {"library", "note", "lists", "types", "functions"});
    io.mapOptional("library", reading.library.name);
    io.mapOptional("note", reading.library.note);
    std::vector<ListEntry> lists;
    std::vector<TypeModel> types;
    std::vector<FunctionRule> functions;
    io.mapOptional("lists", lists);
    io.mapOptional("types", types);
    io.mapOptional("functions", functions);
  }
};

} // namespace llvm::yaml

namespace mapsan {

std::optional<ModelError> Models::add(const std::string &text,
                                      const std::string &fileName) {
  Reading reading{*this, fileName};
  llvm::yaml::Input input(text, &reading, keepFirstError, &reading);
  reading.input = &input;
  input >> reading;
  if (!reading.failed() && !reading.isEmpty && input.nextDocument())
    reading.error = fileName + ": holds more than one YAML document; the "
                               "second (after '---') would be ignored";
  if (!reading.failed() && input.error())
    reading.error = fileName + ": cannot be read as YAML";
  if (!reading.failed() && reading.types.empty() && reading.functions.empty() &&
      reading.lists.empty())
    reading.error = fileName +
                    ":1: describes nothing; write at least one entry "
                    "under types";
  if (reading.failed())
    return ModelError{reading.error};
  auto move = [](auto &from, auto &to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
  };
  move(reading.lists, lists_);
  move(reading.types, types_);
  move(reading.functions, functions_);
  if (!reading.library.name.empty())
    libraries_.push_back(reading.library);
  return std::nullopt;
}

Models Models::builtIn() {
  Models models;
  for (const BuiltInFile *file = kBuiltInFiles; file->name; ++file)
    if (std::optional<ModelError> error = models.add(file->text, file->name)) {
      std::fprintf(stderr, "mapsan: built-in model: %s\n", error->text.c_str());
      std::exit(1);
    }
  return models;
}

} // namespace mapsan
