// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/invoke.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

class Symbolize : public testing::Test {
protected:
  Answer symbolize(const std::string &report, const std::string &script) {
    std::filesystem::path program =
        folder_.write("symbolizer", "#!/bin/sh\n" + script);
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return invoke(symbolizeReport, {"--symbolizer=" + program.string(),
                                    folder_.write("report", report).string()});
  }

  TemporaryFolder folder_{"mapsan-symbolize"};
};

TEST_F(Symbolize, FillsFramesInAndNumbersThemAnew) {
  const char *report =
      "  Write by thread T1:  clear\n"
      "    #0 Cache::put()               cache.cpp:3:1\n"
      "    #1 ??                          (/bin/app+0x10 BuildId: c0ffee)\n"
      "    #2 ??                          (/bin/no+0x20)\n"
      "    #3 main                        main.cpp:9:2\n"
      "SUMMARY: MapSan: x\n";
  Answer answer = symbolize(
      report, "test \"$3\" = '\"/bin/app\" 0x10' || exit 1\n"
              "test \"$4\" = '\"/bin/no\" 0x20' || exit 1\n"
              "printf 'inner()\\na.cpp:1:2\\nouter()\\na.cpp:5:6\\n\\n'\n"
              "printf '??\\n??:0:0\\n\\n'\n");
  EXPECT_EQ(answer.status, 0) << answer.errors;
  EXPECT_EQ(answer.out, "  Write by thread T1:  clear\n"
                        "    #0 Cache::put()               cache.cpp:3:1\n"
                        "    #1 inner()                     a.cpp:1:2\n"
                        "    #2 outer()                     a.cpp:5:6\n"
                        "    #3 ??                          (/bin/no+0x20)\n"
                        "    #4 main                        main.cpp:9:2\n"
                        "SUMMARY: MapSan: x\n");
}

TEST_F(Symbolize, NamesFilesAsTheRuntimeDoes) {
  const std::string here = std::filesystem::current_path().string();
  const auto place = [&](const std::string &file) {
    const Answer answer = symbolize("    #0 ??   (/bin/app+0x10)\n",
                                    "printf 'f()\\n" + file + ":1:2\\n\\n'\n");
    return answer.out.substr(answer.out.find_last_of(' ') + 1);
  };
  EXPECT_EQ(place(here + "/src/a.cpp"), "src/a.cpp:1:2\n");
  EXPECT_EQ(place(here + "more/a.cpp"), here + "more/a.cpp:1:2\n");
  EXPECT_EQ(place("/elsewhere/a.cpp"), "/elsewhere/a.cpp:1:2\n");
}

TEST_F(Symbolize, LeavesACompleteReportAlone) {
  const char *report = "    #0 f() a.cpp:1:2\nno frame (/bin/app+0x10)\n";
  Answer answer = symbolize(report, "exit 1\n");
  EXPECT_EQ(answer.status, 0) << "nothing to ask";
  EXPECT_EQ(answer.out, report);
}

TEST_F(Symbolize, SaysWhatIsWrong) {
  const char *report = "    #0 ?? (/bin/app+0x10)\n";
  Answer failed = symbolize(report, "exit 1\n");
  EXPECT_EQ(failed.status, 1);
  EXPECT_NE(failed.errors.find("failed"), std::string::npos);
  EXPECT_EQ(invoke(symbolizeReport, {"/nonexistent"}).status, 1);
  EXPECT_EQ(invoke(symbolizeReport, {"a", "b"}).status, 1);
}

} // namespace
