// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the marks: for every method of every map class that this unit uses, and
// for free functions that models name, {mangled name -> MethodMark}; for the
// maps' iterator classes {mangled name -> IteratorMark}.
#ifndef MAPSAN_PLUGIN_AST_METHODS_H
#define MAPSAN_PLUGIN_AST_METHODS_H

#include "plugin/ast/map_class.h"

#include "llvm/ADT/DenseMap.h"

namespace mapsan {

struct ElementWay;

class MethodMarker {
public:
  MethodMarker(Unit &unit, MapClasses &classes)
      : unit_(unit), classes_(classes) {}

  /// All methods of the chain; then its iterators.
  void markMap(const MapClass &map);
  /// Methods that override the map's virtual ones: calls through the base
  /// reach them.
  void markOverriders(const DerivedClass &derived);
  /// Functions such as std::operator==, by the models' names.
  void markFreeFunctions();

  /// The operands' parameter that a call of this function is described by
  /// (Operand::kThis or an index), or nothing when it has no mark.
  struct Marked {
    std::vector<std::string> names; // mangled
    int parameter;
    std::string type; // MethodMark::type
  };
  const Marked *find(const clang::FunctionDecl *function) const;
  MapClasses &classes() { return classes_; }
  /// What wrapped calls need to exist (OverwriteMark, EveryMark).
  const std::vector<clang::CXXMethodDecl *> &arrows() const { return arrows_; }
  /// Notes a lambda in a map's method, and the like.
  void markInside(const clang::FunctionDecl *function);

private:
  // `described`: whose annotation, model or name says what `method` does.
  void markMethod(const MapClass &map, const ChainLink &link,
                  const clang::CXXMethodDecl *method,
                  const clang::CXXMethodDecl *described);
  void markIterators(const MapClass &map);
  void addIterator(const std::string &mangled, const IteratorMark &mark);
  void markNested(const MapClass &map, const clang::CXXRecordDecl *record);
  void markFunction(const clang::FunctionDecl *function);
  void describeParameters(const clang::FunctionDecl *function,
                          const MapClass &map, const MapClass *owner,
                          const MethodModel &model, MethodMark &mark);
  void describeSize(const MapClass &map, MethodMark &mark);
  void describeOverwrite(const MapClass &map,
                         const clang::CXXMethodDecl *method,
                         const MethodModel &model, MethodMark &mark);
  void describeShift(const MapClass &map, const clang::CXXMethodDecl *method,
                     MethodMark &mark);
  WayMark markOf(const ElementWay &way);
  void describeEvery(const MapClass &map, const clang::FunctionDecl *function,
                     MethodMark &mark);
  void add(const clang::FunctionDecl *function, const MethodMark &mark);

  Unit &unit_;
  MapClasses &classes_;
  llvm::DenseMap<const clang::FunctionDecl *, Marked> marked_;
  std::vector<clang::CXXMethodDecl *> arrows_;
};

/// Defined in this unit, or where an extern template is instantiated: a call
/// that is added must link.
bool hasDefinition(const clang::CXXMethodDecl *method);

/// The const method without parameters of this name that a wrapper may call,
/// and the link it is a method of.
struct CheapMethod {
  clang::CXXMethodDecl *method = nullptr;
  long toStorage = 0;
};
CheapMethod cheapMethod(const MapClass &map, llvm::StringRef name);
inline CheapMethod sizeMethod(const MapClass &map) {
  return map.model && map.model->sizeIsCheap ? cheapMethod(map, "size")
                                             : CheapMethod{};
}
inline CheapMethod bucketsMethod(const MapClass &map) {
  return map.model && map.model->bucketsAreCheap
             ? cheapMethod(map, "bucket_count")
             : CheapMethod{};
}

} // namespace mapsan

#endif
