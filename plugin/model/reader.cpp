// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a model file. The format, by example:
//
//   lists:                        # shared by several types
//     - name: my-lookups
//       methods:
//         - { call: find, effect: read, key: 0, returns: iterator }
//   types:
//     - name: my::Map             # qualified, without inline namespaces
//       aliases: [ "my::detail::Map" ]   # quoted where it has "::"
//       like: [ my-lookups ]      # lists, or types described before
//       flags: [ stable-references ]
//       cheap: [ size, bucket_count ]
//       iterators: [ iterator, const_iterator ]
//       methods:                  # before what `like` brings; first match
//       counts
//         - { call: put, effect: upsert, observe: pair-second, key: 0 }
//         - { call: "swap(map&)", effect: write,
//             arguments: [ { parameter: 0, effect: write } ] }
//   functions:
//     - call: "my::equal(const map&, const map&)"
//       arguments: [ { parameter: 0, effect: read-all }, ... ]
//
// Everything is judged where it stands, so that the first error has a line.
// What the reader does not know is an error: a misspelt effect that was skipped
// would leave a race unseen.
#include "plugin/model/built_in.h"
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

const Word kObserves[] = {
    {"never", unsigned(Observe::Never)},
    {"always", unsigned(Observe::Always)},
    {"pair-second", unsigned(Observe::PairSecond)},
    {"count", unsigned(Observe::Count)},
    {"size", unsigned(Observe::Size)},
    {"unknown", unsigned(Observe::Unknown)},
};

const Word kFlags[] = {
    {"set", kTypeSet},
    {"insert-keeps-iterators", kTypeInsertKeepsIterators},
    {"rehash-keeps-iterators", kTypeRehashKeepsIterators},
    {"erase-keeps-others", kTypeEraseKeepsOthers},
    {"stable-references", kTypeStableReferences},
    {"concurrent", kTypeConcurrent},
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

void readEffect(IO &io, Operand &operand) {
  io.mapRequired("effect", operand.effect);
  operand.observe = usualObserve(operand.effect);
  io.mapOptional("observe", operand.observe);
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
  std::vector<Operand> arguments;
  if (!isFunction) {
    Operand object;
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
    model.operands.push_back(object);
  }
  io.mapOptional("arguments", arguments);
  if (reading.failed())
    return;
  for (const Operand &argument : arguments) {
    if (!hasParameter(rule, argument.parameter))
      return io.setError("'" + call + "' has no argument " +
                         llvm::Twine(argument.parameter) +
                         "; arguments count from 0");
    model.operands.push_back(argument);
  }
  if (isFunction && arguments.empty())
    return io.setError("a function needs arguments: which of them are maps, "
                       "and the effect on each");
  // Nothing is touched: then there is nothing to watch.
  if (model.operands.size() == 1 &&
      model.operands.front().effect == Effect::None)
    model.operands.clear();
}

/// What a list or type takes over. Own rules stay in front.
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
  to.rules.insert(to.rules.end(), from.rules.begin(), from.rules.end());
}

/// Reads all but the aliases, which lists have not.
void readEntry(IO &io, TypeModel &type) {
  Reading &reading = readingOf(io);
  std::vector<std::string> like;
  std::vector<FlagWord> flags;
  std::vector<CheapWord> cheap;
  io.mapRequired("name", type.name);
  io.mapOptional("like", like);
  io.mapOptional("flags", flags);
  io.mapOptional("cheap", cheap);
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
  if (type.rules.empty())
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
  reading.types.push_back(std::make_unique<TypeModel>(std::move(type)));
}

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(FlagWord)
LLVM_YAML_IS_SEQUENCE_VECTOR(CheapWord)
LLVM_YAML_IS_SEQUENCE_VECTOR(mapsan::Operand)
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
MAPSAN_WORDS(mapsan::Effect, "effect", kEffects, to = Effect(value))
MAPSAN_WORDS(mapsan::Observe, "observe", kObserves, to = Observe(value))
MAPSAN_WORDS(FlagWord, "flag", kFlags, to.value = value)
MAPSAN_WORDS(CheapWord, "cheap method", kCheap, to.value = value)
MAPSAN_WORDS(ReturnWord, "result", kReturns, to.value = value)
#undef MAPSAN_WORDS

template <> struct MappingTraits<mapsan::Operand> {
  static void mapping(IO &io, Operand &operand) {
    checkKeys(io, "an argument", {"parameter", "effect", "observe"});
    io.mapRequired("parameter", operand.parameter);
    readEffect(io, operand);
  }
};

template <> struct MappingTraits<mapsan::MethodRule> {
  static void mapping(IO &io, MethodRule &rule) {
    checkKeys(io, "a method",
              {"call", "effect", "observe", "key", "element", "returns",
               "arguments"});
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
              {"name", "like", "flags", "cheap", "iterators", "steps",
               "dereferences", "methods"});
    readEntry(io, list.model);
    if (!readingOf(io).failed() && nameIsFree(io, list.model.name))
      readingOf(io).lists.push_back(
          std::make_unique<TypeModel>(std::move(list.model)));
  }
};

template <> struct MappingTraits<mapsan::TypeModel> {
  static void mapping(IO &io, TypeModel &type) {
    checkKeys(io, "a type",
              {"name", "aliases", "like", "flags", "cheap", "iterators",
               "steps", "dereferences", "methods"});
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
    checkKeys(io, "a model file", {"lists", "types", "functions"});
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
