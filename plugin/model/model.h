// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known of map types: for each type and each of its methods, the effect
// on the map and how to see whether it changed anything. The knowledge is data
// (plugin/models/*.yaml, compiled in, and the user's own files); this is the
// table in memory and the questions the AST half asks it:
//
//   Models models = Models::builtIn();
//   if (auto error = models.add(text, "my.yaml"))   // the user's, same format
//     ...error->text is one sentence with file and line...
//   const TypeModel *type = models.findType("std::map");
//   MethodSignature call = {"erase", /*isConst=*/false,
//                           {ArgumentKind::Iterator}};
//   if (const MethodModel *method = type->find(call)) ...
//
// A method is named by what tells overloads with different effects apart: its
// name, its constness and the rough kind of each parameter. The kinds, as the
// AST half must hand them over (T = parameter type without reference and const;
// iterator, node_type, ... = the map class's member types):
//
//   Iterator         T is iterator or const_iterator (not the local_ ones)
//   NodeHandle       T is node_type
//   InitializerList  T is std::initializer_list
//   ConstMap         const X &    X any class that has a model (or is
//   annotated), Map              X &          the same or another:
//   multimap::merge(map &) MovedMap         X &&         not a forwarding
//   reference Key              T is key_type (a set's elements are keys) Value
//   T is value_type, where that is not key_type Other            anything else:
//   K of a heterogeneous lookup, P && of insert,
//                    input iterators, counts, comparators, allocators
//
// Where two apply, the upper one wins. A class is named by its template's
// qualified name without inline namespaces ("std::map", not "std::__1::map").
// Constructors have the name "constructor", destructors "destructor".
// Uses LLVM's support library only. Not thread-safe while models are added.
#ifndef MAPSAN_PLUGIN_MODEL_MODEL_H
#define MAPSAN_PLUGIN_MODEL_MODEL_H

#include "plugin/marker/marker.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mapsan {

enum class ArgumentKind : uint8_t {
  Other,
  Key,
  Value,
  Iterator,
  NodeHandle,
  InitializerList,
  ConstMap,
  Map,
  MovedMap,
};

/// A method or a free function, as the AST half sees it.
struct MethodSignature {
  std::string name; // "operator[]", "constructor", free: "std::operator=="
  bool isConst = false;
  std::vector<ArgumentKind> arguments; // of the declaration, packs expanded
};

/// What one method (or free function) does.
struct MethodModel {
  /// The maps that take part: the object first (kThis), then arguments. Offsets
  /// are 0. Empty: the call touches no map and stays as it is. An operand of
  /// effect None is not listed, except as the first of a method that has
  /// others. Observe::Always holds for a normal return only; on unwinding
  /// compare size(), as for the rest.
  std::vector<Operand> operands;

  /// The parameter that names the key, or -1.
  int keyParameter = -1;
  /// That parameter is a whole element; the key is the first of the pair, if
  /// its type is a pair (emplace and insert take whatever converts).
  bool keyIsFirstOfPair = false;

  /// The result is an iterator from which steps may go on, or begins with one (the
  /// pairs of insert and equal_range), if there is a result: in C++98
  /// erase(iterator) returns nothing.
  bool returnsIterator = false;

  /// Of the first operand: None when there is none.
  Effect effect() const {
    return operands.empty() ? Effect::None : operands.front().effect;
  }
};

/// What a rule says of an operand's `invalidates`: a loss, or that it is the loss
/// of another effect (erase(iterator) always writes; what it loses is what an
/// erase loses). Neither: what the type's table has for the operand's effect.
struct Loss {
  Invalidates invalidates = Invalidates::Unsaid;
  Effect as = Effect::None;
};

/// One line of a model: the calls it speaks of and what they do.
struct MethodRule {
  struct Argument {
    bool any = true; // "_"
    ArgumentKind kind = ArgumentKind::Other;
  };
  std::string text; // as written: "erase(iterator, iterator)"
  std::string name;
  bool anyArguments = true;   // "size": every overload
  bool moreArguments = false; // the list ends with "..."
  std::vector<Argument> arguments;
  bool constOnly = false; // "at(key) const"
  MethodModel model;
  std::vector<Loss> losses; // for each of model.operands

  bool matches(const MethodSignature &call) const;
};

/// What is known of one class template or class.
struct TypeModel {
  std::string library;              // "Abseil", as the model file calls it
  std::string name;                 // "std::map"
  std::vector<std::string> aliases; // "std::__cxx1998::map"
  uint32_t flags = 0;               // MapsanTypeFlags
  bool sizeIsCheap = false;     // size() is O(1), const, and calls no user code
  bool bucketsAreCheap = false; // the same of bucket_count()

  /// What operations of an effect invalidate, where a rule does not say it.
  std::vector<std::pair<Effect, Invalidates>> invalidates;

  /// Member types that are iterators ("iterator", "const_iterator", ...): a
  /// call of one of the names below on such a class is a step or a dereference.
  std::vector<std::string> iterators;
  std::vector<std::string> steps;        // "operator++"
  std::vector<std::string> dereferences; // "operator*"

  /// In the order of the model file; the first that matches counts.
  std::vector<MethodRule> rules;

  /// What this call does, or null when the model does not name it.
  const MethodModel *find(const MethodSignature &call) const;
  /// Whether iterator method `name` steps, dereferences or neither.
  std::optional<IteratorMark::Use> iteratorUse(const std::string &name) const;
};

/// Why a model file was not taken, in one sentence: "my.yaml:12: unknown effect
/// 'raed'; known are none, read, ...".
struct ModelError {
  std::string text;
};

/// What a model file says of itself.
struct Library {
  std::string name; // "Abseil"
  std::string note; // "Tested with libabsl-dev 20220623"
};

class Models {
public:
  /// The models that are compiled in. Ends the process with a sentence when
  /// they cannot be read: the unit tests read them first.
  static Models builtIn();
  /// Nothing yet.
  Models() = default;

  /// Adds the models of one file's text. Nothing is added when there is an
  /// error.
  std::optional<ModelError> add(const std::string &text,
                                const std::string &fileName);

  /// The model of a class by its qualified name or one of its aliases, or null.
  const TypeModel *findType(const std::string &qualifiedName) const;

  /// The free functions that touch maps although they call no method of theirs
  /// (libstdc++'s operator==). Their name is qualified, there is no kThis.
  const MethodModel *findFunction(const MethodSignature &call) const;
  /// True when some rule has this qualified name: look at its arguments then.
  bool namesFunction(const std::string &qualifiedName) const;

  /// What another model may name in `like`: a type or a list, or null.
  const TypeModel *findListOrType(const std::string &name) const;

  /// Everything, in the order it was added: for docs and tests. Pointers stay
  /// valid while this lives, also when it is moved.
  const std::vector<std::unique_ptr<TypeModel>> &types() const {
    return types_;
  }
  const std::vector<MethodRule> &functions() const { return functions_; }
  const std::vector<Library> &libraries() const { return libraries_; }

private:
  std::vector<std::unique_ptr<TypeModel>> lists_;
  std::vector<std::unique_ptr<TypeModel>> types_;
  std::vector<MethodRule> functions_;
  std::vector<Library> libraries_;
};

/// The effect of a method of an annotated class that no model and no attribute
/// speaks of. Const methods read; so do find, at, begin, end, lower_bound,
/// upper_bound, equal_range, data, front, back even when they are not const
/// ([container.requirements.dataraces]); all others write. Copying reads all of
/// the argument, moving, swapping and merging write it: in `call` an argument
/// is a ConstMap, Map or MovedMap only if it is of the class itself.
MethodModel defaultModel(const MethodSignature &call);

} // namespace mapsan

#endif
