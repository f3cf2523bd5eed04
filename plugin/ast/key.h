// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the bytes of a key become text. Keys are for people, never identity: what
// is not listed here is Opaque and reports show its type's name.
//
//   type                          part
//   integer, enumeration, bool    Signed, Unsigned, Bool by width; Char
//   float, double                 Float
//   const char *                  CString; other pointers: Pointer
//   std::string, string_view      by library, see stringKind
//   std::pair of two of those     two parts
//   anything else                 Opaque
#ifndef MAPSAN_PLUGIN_AST_KEY_H
#define MAPSAN_PLUGIN_AST_KEY_H

#include "runtime/abi/site.h"

#include "clang/AST/Decl.h"
#include "clang/AST/Type.h"

namespace mapsan {

/// Describes an object of `type` in `parts`; `firstOfPair`: its member `first`,
/// when it is a pair.
void describeKey(const clang::ASTContext &context, clang::QualType type,
                 bool firstOfPair, MapsanKeyPart (&parts)[2]);

/// The type of the pair's first member, or `type` itself when it is no pair.
clang::QualType firstOfPair(clang::QualType type);

/// The fields of a std::pair; nulls for any other type.
struct PairFields {
  const clang::FieldDecl *first = nullptr, *second = nullptr;
};
PairFields pairFields(clang::QualType type);

/// Where the field is in its object, in bytes.
uint64_t offsetOf(const clang::ASTContext &context,
                  const clang::FieldDecl *field);

/// Whether a parameter of this type is one IR argument on every target we know.
bool isOneArgument(const clang::ASTContext &context, clang::QualType type);

} // namespace mapsan

#endif
