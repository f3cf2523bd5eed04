// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the AST half tells the IR half. It travels inside the module, as string
// attributes of functions and calls, so that the IR half reads IR only and is
// tested with opt on plain .ll files:
//
//   attributes #0 = { "mapsan.method"="name=find;type=std::map<int, int>;..." }
//   call ... #1    with #1 = { "mapsan.object"="name=Router::routes_;..." }
//   attributes #2 = { "mapsan.ignore" }        on a function or on a call
//
// A value is a list of key=value fields, separated by ';'. In values, ';', '%'
// and control characters are written %XX. Unknown fields are an error: both
// halves are one shared object, so an unknown field is a bug of ours.
//
// Pure; knows neither Clang nor LLVM.
#ifndef MAPSAN_PLUGIN_MARKER_MARKER_H
#define MAPSAN_PLUGIN_MARKER_MARKER_H

#include "runtime/abi/site.h"

#include <optional>
#include <string>
#include <vector>

namespace mapsan {

constexpr char kMethodAttribute[] = "mapsan.method";
constexpr char kIteratorAttribute[] = "mapsan.iterator";
constexpr char kObjectAttribute[] = "mapsan.object";
constexpr char kIgnoreAttribute[] = "mapsan.ignore";
constexpr char kInsideAttribute[] = "mapsan.inside"; // = MethodMark::chain

/// How a wrapper learns whether the operation changed the structure.
enum class Observe {
  Never,      // reads: nothing to observe
  Always,     // clear, destructor: counts as a change
  PairSecond, // the result is {iterator, bool}: the bool
  Count,      // the result is an integer: non-zero is a change
  Size,       // compare size() before and after; no size(): unknown
  Unknown,
};

/// One map that takes part in an operation.
struct Operand {
  static constexpr int kThis = -1;
  int parameter = kThis; // kThis, or the index of the source parameter
  long offset = 0;       // from that pointer to the map's identity, in bytes
  Effect effect = Effect::None;
  Observe observe = Observe::Never;
  Invalidates invalidates = Invalidates::Unsaid; // when it changed the map
};

/// What a method's result, or an iterator's dereference, is in the element that
/// it hands out.
struct ElementMark {
  static constexpr long kNone = -1;
  long offset = kNone; // of the result in the element; kNone: it is none that
                       // anybody may write
  MapsanKeyPart key[2] = {}; // of the key at the element's begin
};

/// How to come from an iterator to its element.
struct WayMark {
  enum class Kind {
    None,       // it is not known how
    Pointer,    // the iterator is a pointer to it
    Arrow,      // operator-> gives one, or operator* a reference
    References, // operator* gives a pair of references, to key and value
  };
  Kind kind = Kind::None;
  std::string call;          // mangled name of that operator
  long offset = 0;           // of the value in what is pointed to
  long stride = 0;           // Pointer: the size of what is pointed to
  MapsanKeyPart key[2] = {}; // of the key where the pointer or reference leads
};

/// What a method that may overwrite a value of the map's own accord does then:
/// its result is an iterator at the element, or a pair of one and false.
struct OverwriteMark {
  WayMark way;   // None: it is not known how, or nothing is overwritten
  long size = 0; // of what is certainly written
};

/// How to come by every element of a map that a method reads as a whole. Mangled
/// names; empty: it is not known how, or what the method does to values.
struct EveryMark {
  std::string begin;    // const, of the map
  std::string next;     // operator++ of its result; empty: it is a pointer
  WayMark way;          // from its result
  long beginOffset = 0; // from the map's identity to begin's this
  long size = 0;        // of what is certainly read
  /// A comparison goes from the first element to the first one that differs, keys
  /// before values, and two of either are equal if their bytes are.
  bool isInOrder = false;
};

/// How to come by the elements that an insertion or erasure moves within an array
/// that stays: all from the one that its result leads to.
struct ShiftMark {
  std::string begin; // of the map; empty: it is not known how
  WayMark way; // from its result; from the method's if that is no reference
  long beginOffset = 0; // from the map's identity to begin's this
  long stride = 0;      // from one value to the next
};

/// A function whose calls are operations on maps.
struct MethodMark {
  std::string name; // "operator[]"
  std::string type; // "std::map<int, std::string>": the first operand's type
  std::string
      chain; // names the class that holds the storage; same chain, same map
  std::string keyType; // "int"
  std::string size;    // mangled name of size() const, or empty
  std::string buckets; // mangled name of bucket_count() const, or empty
  long sizeOffset = 0; // from the first operand's identity to size()'s this
  std::vector<Operand> operands;
  int keyParameter = -1; // index of the source parameter that is the key, or -1
  bool keyInPlace = false; // that parameter is the key's value (a scalar passed
                           // by value), else it points to the key
  MapsanKeyPart key[2] = {};
  uint32_t typeFlags = 0; // MapsanTypeFlags
  bool isStatic = false;  // a free or static function: there is no `this`
  bool isConstructor = false;
  bool isDestructor = false;
  bool returnsIterator =
      false;           // the result identifies an element of the first operand
  ElementMark element; // the result is a reference or a pointer into it
  OverwriteMark overwrite;
  EveryMark every;
  ShiftMark shift;
};

/// A method of a modelled map's iterator class.
struct IteratorMark {
  enum class Use { Step, Dereference };
  Use use = Use::Step;
  std::string name;                    // "operator++"
  std::string type;                    // the map's type, as in MethodMark
  std::vector<std::string> otherTypes; // that have the same iterators
  std::string keyType;
  uint32_t typeFlags = 0;
  ElementMark element; // of a dereference
};

/// What a person calls the map of one call.
struct ObjectMark {
  std::string name; // "Router::routes_"
  std::string file; // where it is declared
  unsigned line = 0;
  std::string type; // if the method's mark names another class: its base is
                    // shared by several map types
};

std::string encode(const MethodMark &mark);
std::string encode(const IteratorMark &mark);
std::string encode(const ObjectMark &mark);

/// The inverse of encode. On bad text returns nothing and puts a sentence that
/// names the field into `error`.
std::optional<MethodMark> decodeMethod(const std::string &text,
                                       std::string &error);
std::optional<IteratorMark> decodeIterator(const std::string &text,
                                           std::string &error);
std::optional<ObjectMark> decodeObject(const std::string &text,
                                       std::string &error);

} // namespace mapsan

#endif
