// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/invoke.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

class Flags : public testing::Test {
protected:
  Flags() {
    for (const char *name :
         {"lib/mapsan-14.so", "lib/mapsan-19.so", "lib/mapsan-ir-22.so",
          "lib/libmapsan.so", "lib/libmapsan.a", "lib/libmapsan-static.a"})
      folder_.write(name, "");
  }
  Answer flags(std::vector<std::string> arguments) {
    return invoke(printFlags, std::move(arguments), folder_.path());
  }
  std::string prefix() const { return folder_.path().string(); }

  TemporaryFolder folder_;
};

TEST_F(Flags, AreForCompilerAndLinkerByDefault) {
  Answer answer = flags({});
  EXPECT_EQ(answer.status, 0) << answer.errors;
  EXPECT_EQ(answer.out,
            "-g -fplugin=" + prefix() + "/lib/mapsan-19.so -I" + prefix() +
                "/include -Wl,--push-state,--no-as-needed -L" + prefix() +
                "/lib -lmapsan -Wl,--pop-state -Wl,-rpath," + prefix() +
                "/lib -pthread\n");
}

TEST_F(Flags, ComeInParts) {
  EXPECT_EQ(flags({"--cxx", "--llvm=14"}).out, "-g -fplugin=" + prefix() +
                                                   "/lib/mapsan-14.so -I" +
                                                   prefix() + "/include\n");
  EXPECT_EQ(flags({"--ld", "--static"}).out,
            "-Wl,--whole-archive " + prefix() +
                "/lib/libmapsan.a -Wl,--no-whole-archive -Wl,--dynamic-list=" +
                prefix() + "/lib/mapsan.syms -pthread -ldl\n");
  EXPECT_EQ(flags({"--ld", "--static-program"}).out,
            "-Wl,@" + prefix() +
                "/lib/mapsan-static.opts -Wl,--whole-archive " + prefix() +
                "/lib/libmapsan-static.a -Wl,--no-whole-archive -pthread\n");
}

TEST_F(Flags, NameOnlyWhatIsThere) {
  Answer answer = flags({"--llvm=16"});
  EXPECT_EQ(answer.status, 1);
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(answer.errors, "mapsan flags: " + prefix() +
                               "/lib/mapsan-16.so is missing; there is a "
                               "plugin for LLVM 14 19\n");
  std::filesystem::remove(folder_.path() / "lib/libmapsan.a");
  EXPECT_EQ(flags({"--ld", "--static"}).status, 1);
  EXPECT_EQ(flags({"--ld"}).status, 0);
}

TEST_F(Flags, RefuseWhatTheyDoNotKnow) {
  EXPECT_EQ(flags({"--cxxx"}).status, 1);
  EXPECT_EQ(flags({"--cxx", "--ld"}).status, 1);
}

TEST(FlagsPath, WithABlankCannotBePassedOn) {
  TemporaryFolder folder("mapsan tools");
  Answer answer = invoke(printFlags, {}, folder.path());
  EXPECT_EQ(answer.status, 1);
  EXPECT_NE(answer.errors.find("blank"), std::string::npos);
}

} // namespace
