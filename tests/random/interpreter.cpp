// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plays random programs, or writes them down:
//
//   interpreter SEED                  says which maps race, then plays that program
//   interpreter SEED truth            only says which maps race
//   interpreter SEED source [COUNT]   prints programs as C++: one main(), which
//                                     plays the one whose seed is its argument
//
// tests/random/run compares what it says with what MapSan reports.
#include "tests/random/program.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

Program program;

template <typename Map> void onMap(Map *&map, const Step &step) {
  const int key = step.key;
  switch (step.does) {
#define MAP_STEP(name, effect, code)                                           \
  case Does::name: {                                                           \
    code;                                                                      \
    return;                                                                    \
  }
#include "tests/random/steps.def"
  default:
    return;
  }
}

bool isOnMap(Does does) {
  switch (does) {
#define MAP_STEP(name, effect, code) case Does::name:
#include "tests/random/steps.def"
    return true;
  default:
    return false;
  }
}

void does(const Step &step) {
  const unsigned which = step.which;
  const int key = step.key;
  switch (step.does) {
#define ORDER_STEP(name, code)                                                 \
  case Does::name:                                                             \
    code;                                                                      \
    return;
#include "tests/random/steps.def"
  default:
    break;
  }
  switch (which) {
  case 0:
    return onMap(map0, step);
  case 1:
    return onMap(map1, step);
  case 2:
    return onMap(map2, step);
  default:
    return onMap(map3, step);
  }
}

const char *codeOf(Does does) {
  static constexpr const char *kCode[] = {
#define MAP_STEP(name, effect, code) #code,
#define ORDER_STEP(name, code) #code,
#include "tests/random/steps.def"
  };
  return kCode[static_cast<unsigned>(does)];
}

void printStep(size_t index) {
  const Step &step = program.steps[index];
  std::printf("  turn.wait(%zu);\n  {\n", index);
  const char *code = codeOf(step.does);
  if (isOnMap(step.does))
    std::printf("    [[maybe_unused]] auto *&map = map%u;\n", step.which);
  else
    std::printf("    [[maybe_unused]] const unsigned which = %u;\n",
                step.which);
  std::printf("    [[maybe_unused]] const int key = %u;\n    %s;\n  }\n"
              "  turn.pass();\n",
              step.key, code);
}

void printProgram(uint64_t seed) {
  program = draw(seed);
  std::printf("namespace program%" PRIu64 " {\n", seed);
  for (unsigned self = 0; self < kThreads; ++self) {
    std::printf("static void thread%u() {\n", self);
    for (size_t i = 0; i < program.steps.size(); ++i)
      if (program.steps[i].thread == self)
        printStep(i);
    std::printf("}\n\n");
  }
  std::printf("static void (*const threads[])() = {");
  for (unsigned self = 0; self < kThreads; ++self)
    std::printf("thread%u, ", self);
  std::printf("};\n} // namespace\n\n");
}

void printSource(uint64_t first, uint64_t count) {
  std::printf("#include \"tests/random/world.h\"\n\n#include <cstdlib>\n\n");
  for (uint64_t seed = first; seed < first + count; ++seed)
    printProgram(seed);
  std::printf("static unsigned long chosen;\n\n"
              "void thread(unsigned self) {\n  switch (chosen) {\n");
  for (uint64_t seed = first; seed < first + count; ++seed)
    std::printf("  case %" PRIu64 ":\n    return program%" PRIu64
                "::threads[self]();\n",
                seed, seed);
  std::printf("  }\n}\n\nint main(int, char **arguments) {\n"
              "  chosen = std::strtoul(arguments[1], nullptr, 10);\n"
              "  return play();\n}\n");
}

void printTruth() {
  for (unsigned i = 0; i < kMaps; ++i)
    if (program.isRacing[i])
      std::printf("%s\n", typeOf(i));
  std::fflush(stdout);
}

} // namespace

void thread(unsigned self) {
  for (size_t i = 0; i < program.steps.size(); ++i)
    if (program.steps[i].thread == self) {
      turn.wait(static_cast<int>(i));
      does(program.steps[i]);
      turn.pass();
    }
}

int main(int count, char **arguments) {
  if (count < 2)
    return 2;
  const uint64_t seed = std::strtoull(arguments[1], nullptr, 10);
  const char *what = count > 2 ? arguments[2] : "";
  if (!std::strcmp(what, "source")) {
    printSource(seed, count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 1);
    return 0;
  }
  program = draw(seed);
  printTruth();
  return std::strcmp(what, "truth") ? play() : 0;
}
