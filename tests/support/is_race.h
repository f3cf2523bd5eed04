// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A test that is a race, or its race-free twin: one program, and RACE in the
// environment says which it is. With -DRACE it is always the race.
#ifndef MAPSAN_TESTS_SUPPORT_IS_RACE_H
#define MAPSAN_TESTS_SUPPORT_IS_RACE_H

#include <cstdlib>

#ifdef RACE
constexpr bool isRace = true;
#else
inline const bool isRace = std::getenv("RACE") != nullptr;
#endif

#endif
