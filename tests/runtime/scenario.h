// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plays compiled code by hand: static records as the plugin would write them,
// operations through runtime/core/fast_path.h, and an order of steps fixed by a
// barrier that the runtime cannot see.
#ifndef MAPSAN_TESTS_RUNTIME_SCENARIO_H
#define MAPSAN_TESTS_RUNTIME_SCENARIO_H

#include "runtime/core/fast_path.h"
#include "tests/support/mapsan_test.h"

#include <gtest/gtest.h>
#include <thread>

namespace mapsan {

/// A call site; its strings lie beside it, so that offsets fit 32 bits. Make it
/// static.
struct TestSite {
  MapsanSite site = {};
  MapsanType type = {};
  char typeName[40] = "std::map<int, int>", keyName[8] = "int";
  char methodName[32] = {}, function[32] = {}, file[16] = "play.cpp";
  char object[16] = "ages";

  TestSite(const char *method, Effect effect, unsigned line,
           KeyKind key = KeyKind::None) {
    snprintf(methodName, sizeof methodName, "%s", method);
    snprintf(function, sizeof function, "play_%s()", method);
    point(type.name, typeName);
    point(type.keyName, keyName);
    point(site.type, &type);
    point(site.method, methodName);
    point(site.function, function);
    point(site.file, file);
    point(site.object, object);
    point(site.objectFile, file);
    site.line = line;
    site.column = 3;
    site.objectLine = 1;
    site.effect = effect;
    site.key[0] = {key, 4, 0};
  }

  TestSite(const TestSite &) = delete;
  operator const MapsanSite *() const { return &site; }

private:
  static void point(int32_t &field, const void *target) {
    field = static_cast<int32_t>(reinterpret_cast<intptr_t>(target) -
                                 reinterpret_cast<intptr_t>(&field));
  }
};

/// A map is an address.
struct alignas(64) TestMap {
  uint64_t size = 0;
};

/// One whole operation.
__attribute__((noinline)) inline void write(const TestMap &map,
                                            const TestSite &site,
                                            Changed changed = Changed::Yes) {
  HandWrite operation(&map, site);
  operation.end(changed);
}

__attribute__((noinline)) inline void read(const TestMap &map,
                                           const TestSite &site) {
  HandRead operation(&map, site);
  operation.end();
}

/// In a process of its own: EXPECT_REPORT(66, { ... }, "text in the report").
#define EXPECT_REPORT(status, statement, text)                                 \
  EXPECT_EXIT(                                                                 \
      {                                                                        \
        statement;                                                             \
        exit(0);                                                               \
      },                                                                       \
      ::testing::ExitedWithCode(status), text)

/// Runs to its end without a word of MapSan.
#define EXPECT_SILENCE(statement)                                              \
  EXPECT_EXIT(                                                                 \
      {                                                                        \
        statement;                                                             \
        exit(0);                                                               \
      },                                                                       \
      ::testing::ExitedWithCode(0), "^$")

} // namespace mapsan

#endif
