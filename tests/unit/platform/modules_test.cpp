// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/modules.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <dlfcn.h>
#include <string>

using namespace mapsan;

namespace {

uintptr_t addressOf(const void *code) {
  return reinterpret_cast<uintptr_t>(code);
}

TEST(Modules, KnowTheProgramAndItsLibraries) {
  refreshModules();
  const Module *program =
      findModule(addressOf(reinterpret_cast<void *>(&addressOf)));
  ASSERT_NE(program, nullptr);
  EXPECT_NE(std::string(program->path).find("unit_platform"),
            std::string::npos);
  EXPECT_EQ(program->path[0], '/');
  EXPECT_NE(program->ehFrameHdr, 0u);
  EXPECT_FALSE(program->isRuntime) << "the program itself is not libmapsan";
  const Module *library = findModule(addressOf(dlsym(RTLD_DEFAULT, "qsort")));
  ASSERT_NE(library, nullptr);
  EXPECT_NE(std::string(library->path).find("libc"), std::string::npos);
  EXPECT_NE(library, program);
}

TEST(Modules, DoNotContainDataOrNothing) {
  refreshModules();
  int onStack = 0;
  EXPECT_EQ(findModule(addressOf(&onStack)), nullptr);
  EXPECT_EQ(findModule(0), nullptr);
  EXPECT_EQ(findModule(~uintptr_t{0}), nullptr);
}

TEST(Modules, FollowLoadingAndUnloading) {
  refreshModules();
  void *library = dlopen(MODULE_LIBRARY, RTLD_NOW);
  ASSERT_NE(library, nullptr) << dlerror();
  uintptr_t function = addressOf(dlsym(library, "moduleFunction"));
  EXPECT_EQ(findModule(function), nullptr) << "not before the refresh";
  refreshModules();
  const Module *module = findModule(function);
  ASSERT_NE(module, nullptr);
  EXPECT_STREQ(module->path, MODULE_LIBRARY);
  EXPECT_EQ(module->buildIdBytes, 20);
  EXPECT_FALSE(module->isUnloaded);
  dlclose(library);
  refreshModules();
  module = findModule(function);
  ASSERT_NE(module, nullptr) << "kept, so that old stacks stay printable";
  EXPECT_TRUE(module->isUnloaded);
  EXPECT_STREQ(module->path, MODULE_LIBRARY);
}

TEST(Modules, ListThoseThatLeaveWhereNothingLies) {
  void *library = dlopen(MODULE_LIBRARY, RTLD_NOW);
  ASSERT_NE(library, nullptr) << dlerror();
  const uintptr_t function = addressOf(dlsym(library, "moduleFunction"));
  refreshModules();
  const uintptr_t offset = function - findModule(function)->bias;
  const uint32_t before = modulesLeft();
  Leaving leaving;
  ASSERT_TRUE(listLeaving(function, leaving));
  EXPECT_EQ(modulesLeft(), before + 1);
  EXPECT_FALSE(findModule(function)->isUnloaded);
  dlclose(library);
  library = dlopen(MODULE_LIBRARY, RTLD_NOW);
  refreshModules();
  const Module *moved = findModule(function + leaving.distance);
  ASSERT_NE(moved, nullptr);
  EXPECT_STREQ(moved->path, MODULE_LIBRARY);
  EXPECT_EQ(function + leaving.distance - moved->bias, offset);
  EXPECT_TRUE(moved->isUnloaded);
  dlclose(library);
}

TEST(Modules, ThoseThatAreGoneAreVisitedOnce) {
  void *library = dlopen(MODULE_LIBRARY, RTLD_NOW);
  refreshModules();
  unsigned visits = 0;
  const auto counts = [](void *context, const Module &module) {
    if (std::string(module.path) == MODULE_LIBRARY)
      ++*static_cast<unsigned *>(context);
  };
  forEachUnloaded(counts, &visits);
  visits = 0;
  dlclose(library);
  refreshModules();
  forEachUnloaded(counts, &visits);
  forEachUnloaded(counts, &visits);
  EXPECT_EQ(visits, 1u);
}

} // namespace
