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
#include "plugin/model/reading.h"
#include "plugin/model/rule_reader.h"
#include "plugin/model/words.h"

#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace mapsan;
using llvm::StringRef;
using llvm::yaml::IO;

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

struct InvalidatesTable {
  std::vector<std::pair<Effect, Invalidates>> lines;
};
struct ListEntry {
  TypeModel model;
};

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

void mapsan::checkKeys(IO &io, const char *what,
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

LLVM_YAML_IS_SEQUENCE_VECTOR(FlagWord)
LLVM_YAML_IS_SEQUENCE_VECTOR(CheapWord)
LLVM_YAML_IS_SEQUENCE_VECTOR(mapsan::TypeModel)
LLVM_YAML_IS_SEQUENCE_VECTOR(ListEntry)

namespace llvm::yaml {

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
