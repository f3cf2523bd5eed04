// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A random program as plain data: steps of threads, in the one order in which they
// happen, and which of its maps race. That is known by construction: while steps
// are drawn, every thread has a full vector clock, every map the list of all
// accesses to it, and two of them race if one changed the map and neither thread
// had heard of the other's. Nothing of the runtime is used here.
//
// Drawn are only steps whose meaning is certain: a lock is taken when it is free,
// an atomic that is not updated has one writer, so that no store ends the release
// sequence of another's, a pipe has one writer and at most one byte.
#ifndef MAPSAN_TESTS_RANDOM_PROGRAM_H
#define MAPSAN_TESTS_RANDOM_PROGRAM_H

#include "tests/random/world.h"

#include <cstdint>
#include <vector>

enum class Does : uint8_t {
#define MAP_STEP(name, effect, code) name,
#define ORDER_STEP(name, code) name,
#include "tests/random/steps.def"
};

struct Step {
  uint8_t thread = 0;
  Does does = Does::Size;
  uint8_t which = 0; // of its kind; a map step: which map
  uint8_t key = 0;
};

struct Program {
  std::vector<Step> steps;
  bool isRacing[kMaps] = {};
};

Program draw(uint64_t seed);

/// "std::map<int, int>", as reports print it.
const char *typeOf(unsigned map);

#endif
