// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way from the AST half to the module. Clang's AST and the IR made from it
// share two things: mangled names and source positions. The AST half fills
// this table before code generation ends; plugin/ast/attach.h turns it into the
// attributes of marker.h when the pipeline starts, and nobody else reads it.
//
// One unit is compiled at a time in a process (the table is cleared when the
// next one comes); no other thread touches it.
#ifndef MAPSAN_PLUGIN_MARKER_TABLE_H
#define MAPSAN_PLUGIN_MARKER_TABLE_H

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace mapsan {

/// A call as both sides can name it. The file is the last part of its path
/// only: debug information splits and rewrites directories.
struct CallPosition {
  std::string callee; // mangled name
  std::string file;
  unsigned line = 0;
  unsigned column = 0;

  bool operator<(const CallPosition &other) const {
    return std::tie(line, column, callee, file) <
           std::tie(other.line, other.column, other.callee, other.file);
  }
};

struct MarkTable {
  std::map<std::string, std::string> methods;   // mangled name -> MethodMark
  std::map<std::string, std::string> iterators; // mangled name -> IteratorMark
  std::map<CallPosition, std::string> objects;  // -> ObjectMark
  // Mangled name of a lambda in a map's method, or of a method of a class inside
  // the map's -> MethodMark::chain.
  std::map<std::string, std::string> inside;
  std::set<std::string> ignoredFunctions; // mangled: calls inside are left out
  std::set<CallPosition> ignoredCalls;
};

/// The table of the unit that is being compiled.
MarkTable &markTable();

} // namespace mapsan

#endif
