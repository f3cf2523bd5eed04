// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares what a piece of code does with maps with what counting_runtime.h has
// seen of it.
//
//   counts("copy", {1, 1, 1}, [&] { Map copy(map); });
//       one constructed, one destroyed, one map as argument, nothing else
//   counts("find", {"find"}, [&] { map.find(1); });
//       one operation, called find, nothing else
//   counts("swap", {"swap", 2, 1}, ...);
//       two of them, one map as argument
//   counts("class", {1, 1, 0, "size", 1}, ...);
//       everything
#ifndef MAPSAN_TESTS_SUPPORT_COUNTED_H
#define MAPSAN_TESTS_SUPPORT_COUNTED_H

#include "counting_runtime.h"

#include <stdio.h>

struct Expected {
  int constructed, destroyed, arguments;
  const char *method;
  int calls;
  constexpr Expected(int constructed, int destroyed, int arguments = 0)
      : constructed(constructed), destroyed(destroyed), arguments(arguments),
        method(nullptr), calls(0) {}
  constexpr Expected(int constructed, int destroyed, int arguments,
                     const char *method, int calls)
      : constructed(constructed), destroyed(destroyed), arguments(arguments),
        method(method), calls(calls) {}
  constexpr Expected(const char *method, int calls = 1, int arguments = 0)
      : constructed(0), destroyed(0), arguments(arguments), method(method),
        calls(calls) {}
};

inline int failures, comparisons;
inline const char *topic = "";
inline void in(const char *type) { topic = type; }

__attribute__((noinline)) inline void
compare(const char *name, const Expected &expected, bool others) {
  const int constructed = seen::count("construct");
  const int destroyed = seen::count("destroy");
  const int arguments = seen::arguments();
  const int calls = expected.method ? seen::count(expected.method) : 0;
  const int rest = seen::size() - constructed - destroyed - arguments - calls;
  ++comparisons;
  if (constructed == expected.constructed && destroyed == expected.destroyed &&
      arguments == expected.arguments && calls == expected.calls &&
      (rest == 0 || others))
    return;
  ++failures;
  fprintf(stderr,
          "%s: %s: expected %d constructed, %d destroyed, %d arguments, %d %s; "
          "seen were %d, %d, %d, %d and %d others\n",
          topic, name, expected.constructed, expected.destroyed,
          expected.arguments, expected.calls,
          expected.method ? expected.method : "operations", constructed,
          destroyed, arguments, calls, rest);
  seen::print();
}

/// With `others`, further operations on objects are left uncounted.
template <typename Code>
void counts(const char *name, Expected expected, Code code,
            bool others = false) {
  seen::clear();
  code();
  compare(name, expected, others);
}

inline int finish() {
  printf("%d comparisons, %d differ\n", comparisons, failures);
  return failures || comparisons == 0;
}

#endif
