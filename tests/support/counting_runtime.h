// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A stand-in for libmapsan.so that only writes down what compiled code tells
// it. Its threads carry the number that takes every slow path
// (runtime/abi/word.h), so each operation on each map calls in; nothing that was
// executed and instrumented can be missing from the list, and nothing is on it
// that did not call.
//
// It also checks the calls themselves: each begin has its end, on the same
// record, innermost first, per thread; a map is destroyed where one was
// constructed, once, and everything else happens in between. Whatever is wrong
// is printed and ends the program.
#ifndef MAPSAN_TESTS_SUPPORT_COUNTING_RUNTIME_H
#define MAPSAN_TESTS_SUPPORT_COUNTING_RUNTIME_H

namespace seen {

struct Event {
  const void *map;
  const char *type;
  const char *what; // "construct", "destroy", or the method's name
  bool isArgument;  // of the operation, not its object
};

constexpr int kMost = 1 << 14;

/// Forgets the list, not which maps live.
void clear();
int size();
const Event &at(int i);
/// How many events on objects (not arguments) have this `what`.
int count(const char *what);
/// How many events are on maps that are arguments.
int arguments();
/// Constructed and not yet destroyed.
int living();
/// One event a line, for a test that fails.
void print();

} // namespace seen

#endif
