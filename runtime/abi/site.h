// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The static records that compiled code carries: one MapsanSite per operand of
// each instrumented call, one MapsanType per map type and unit. Read-only data
// without relocations: every string and every record is named by a signed
// 32-bit offset from the field's own address, 0 meaning "not known".
//
// Records of one call lie behind each other (a.merge(b) has two: a, then b) and
// all sites of a module in section "mapsan_sites".
//
// A change of any layout here moves kAbiVersion (version.h).
#ifndef MAPSAN_RUNTIME_ABI_SITE_H
#define MAPSAN_RUNTIME_ABI_SITE_H

#include "runtime/abi/effects.h"

#include <stdint.h>

namespace mapsan {

/// How the bytes of a key become text. Width and offset are in bytes.
enum class KeyKind : uint8_t {
  None = 0, // the operation names no key
  Opaque,   // a key that is not shown; its type's name is
  Signed,   // width 1, 2, 4, 8
  Unsigned, // width 1, 2, 4, 8
  Bool,
  Char,          // width 1
  Float,         // width 4, 8
  Pointer,       // width 8
  StringPtrSize, // {const char *, size_t}: libstdc++ std::string, libc++
                 // string_view
  StringSizePtr, // {size_t, const char *}: libstdc++ string_view
  StringLibcxx,  // libc++ std::string, default ABI (little endian)
  CString,       // a const char *, zero-terminated
};

/// A key is one part, or two for pairs.
struct MapsanKeyPart {
  KeyKind kind;
  uint8_t width;
  uint16_t offset; // of the part inside the key object
};

enum MapsanTypeFlags : uint32_t {
  kTypeSet = 1u << 0, // elements are keys, there is no mapped value
  kTypeInsertKeepsIterators = 1u << 1,
  kTypeRehashKeepsIterators = 1u << 2,
  kTypeEraseKeepsOthers = 1u << 3, // erase invalidates the erased element only
  kTypeStableReferences = 1u << 4, // elements never move
  kTypeConcurrent = 1u << 5,       // has safe and exclusive operations
  kTypeClosed = 1u << 6, // its helpers and nested classes only run as a part of
                         // its operations
  kTypeIndirect = 1u << 7, // and so do maps that it reaches through pointers
  kTypePart = 1u << 8,     // is no map, and lies in maps only
  kTypeNodes = 1u << 9, // an iterator begins with the address of a node that is
                        // one map's only
};

struct MapsanType {
  int32_t name;    // "std::unordered_map<std::string, Route>"
  int32_t keyName; // "std::string"
  uint32_t flags;  // MapsanTypeFlags
  uint32_t reserved;
};

enum MapsanSiteFlags : uint8_t {
  kSiteArgument =
      1u << 0,           // the map is an argument of the operation, not `this`
  kSiteNoLine = 1u << 1, // compiled without line tables
  kSiteKeyInPlace = 1u << 2, // the key pointer of the operation is the key's
                             // value itself (a scalar passed by value)
  kSiteInside = 1u << 3, // in code of the map's own class that is no operation:
                         // a lambda in a method, a nested class, a helper
  kSiteLossShift = 4,    // two bits: LostIterators
  kSiteOnlyLooked = 1u << 6, // the result is a reference, and is only read
  kSiteTaken =
      1u << 7, // of an element: the next record says by what operation,
               // and where, the reference was taken
};

/// What a change by this operation does to iterators of other elements.
enum class LostIterators : uint8_t {
  Unknown,  // nothing is said; elements may have moved to another map
  None,     // they stay good
  OnRehash, // lost if the number of buckets moved
  All,      // lost
};

struct MapsanSite {
  int32_t type;     // MapsanType
  int32_t method;   // "operator[]"
  int32_t file;     // "/src/router.cpp"
  int32_t function; // "Router::refresh()": the function that contains the call
  uint32_t line;
  uint32_t column;
  int32_t object;     // "Router::routes_": the map as the programmer names it
  int32_t objectFile; // where that variable or member is declared
  uint32_t objectLine;
  Effect effect;
  uint8_t flags;           // MapsanSiteFlags
  uint16_t lineInFunction; // the function's own line is 1, 0 is not known: what
                           // a change elsewhere in the file does not move

  MapsanKeyPart key[2];
};

static_assert(sizeof(MapsanKeyPart) == 4, "move kAbiVersion");
static_assert(sizeof(MapsanType) == 16, "move kAbiVersion");
static_assert(sizeof(MapsanSite) == 48, "move kAbiVersion");

inline LostIterators lossOf(const MapsanSite &site) {
  return static_cast<LostIterators>(site.flags >> kSiteLossShift & 3);
}

/// What a self-relative offset points to, or null for 0.
template <typename Target> const Target *atOffset(const int32_t &field) {
  return field ? reinterpret_cast<const Target *>(
                     reinterpret_cast<const char *>(&field) + field)
               : nullptr;
}

} // namespace mapsan

#endif
