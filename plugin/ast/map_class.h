// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which classes are maps, and where in them the storage is. A class is a map
// when a model names it or when it is annotated mapsan::map. Its methods may
// live in bases (`using Base::find`), and its destructor may be emitted as the
// base's: so a map class is a chain, from the class people name down to the
// base that holds the storage, with the distance of each link to that base.
//
//   flat_hash_map -> raw_hash_map -> raw_hash_set     (the storage)
//   __debug::map  -> __cxx1998::map                   (a second base: offset)
//   DenseMap, and beside it DenseMapBase<DenseMap>    (no storage, but methods)
//
// The storage sub-object's address is the map's identity, whatever link a
// method is called on.
#ifndef MAPSAN_PLUGIN_AST_MAP_CLASS_H
#define MAPSAN_PLUGIN_AST_MAP_CLASS_H

#include "plugin/ast/unit.h"

#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <vector>

namespace mapsan {

struct ChainLink {
  const clang::CXXRecordDecl *record;
  long toStorage; // bytes from this link's `this` to the storage's
};

struct MapClass {
  const clang::CXXRecordDecl *record = nullptr;
  const TypeModel *model = nullptr; // null: annotated, default rule
  std::vector<ChainLink> links;     // record first, down to the storage; then
                                    // empty bases that have methods
  std::string type;                 // for people
  std::string chain;                // MethodMark::chain

  /// The link that `record` is, or null.
  const ChainLink *link(const clang::CXXRecordDecl *record) const;
  /// A member type (key_type, iterator, ...) of the first link that has it, or
  /// a null type.
  clang::QualType memberType(llvm::StringRef name) const;
  /// Whether some link has a member type of this name that is `type`: below
  /// libstdc++'s debug map lies one with another iterator.
  bool hasMemberType(llvm::StringRef name, clang::QualType type) const;
  uint32_t typeFlags() const { return model ? model->flags : 0; }
};

/// A class that is derived from an annotated map class with virtual methods.
struct DerivedClass {
  const clang::CXXRecordDecl *record;
  const MapClass *map;
  long toMap; // bytes from `record`'s this to the map's
};

class MapClasses {
public:
  explicit MapClasses(Unit &unit) : unit_(unit) {}

  /// Null when the class is no map, or incomplete, or ignored.
  const MapClass *find(const clang::CXXRecordDecl *record);

  /// The map class whose method or member class this function is in, without
  /// being a method of that class; or null.
  const MapClass *around(const clang::FunctionDecl *function);

  /// Every map class that this unit has instantiated or defined. Looks at
  /// declarations that are loaded already and at the specializations of
  /// modelled templates; never loads all of a PCH or module.
  std::vector<const MapClass *> all();
  /// As far as all() came by them.
  const std::vector<DerivedClass> &derived() const { return derived_; }

private:
  void addModelled(std::vector<const MapClass *> &found);
  void addAnnotated(const clang::DeclContext *context,
                    std::vector<const MapClass *> &found);
  void add(const clang::CXXRecordDecl *record,
           std::vector<const MapClass *> &found);
  void addDerived(const clang::CXXRecordDecl *record);
  std::unique_ptr<MapClass> make(const clang::CXXRecordDecl *record);

  Unit &unit_;
  llvm::DenseMap<const clang::CXXRecordDecl *, std::unique_ptr<MapClass>>
      classes_;
  std::vector<DerivedClass> derived_;
};

/// Finds "std::map" without loading anything else; functions too. Appends what
/// has this name: templates, classes.
void lookupQualified(clang::ASTContext &context, llvm::StringRef name,
                     std::vector<const clang::NamedDecl *> &found);

} // namespace mapsan

#endif
