// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/unit/tools/invoke.h"
#include "tests/unit/tools/logs.h"
#include "tools/mapsan/log/baseline.h"

#include <gtest/gtest.h>

using namespace mapsan;

namespace {

class BaselineFile : public testing::Test {
protected:
  /// What is wrong with such a file, without its path.
  std::string problemOf(const std::string &text) {
    const std::string path = folder_.write("baseline.json", text).string();
    std::string problem = baseline_.read(path);
    const size_t at = problem.find(path);
    return at == 0 ? problem.substr(path.size()) : problem;
  }

  TemporaryFolder folder_{"mapsan-baseline"};
  Baseline baseline_;
};

TEST_F(BaselineFile, ComesBackAsItWasWritten) {
  baseline_.accepted[kPrintA] = {"vendor \"code\"",       "ann",  "2027-03-01",
                                 "concurrent map writes", "ages", "a <-> b"};
  baseline_.accepted[kPrintB] = {"soon", "bob", "", "", "", ""};
  const std::string path = (folder_.path() / "b.json").string();
  ASSERT_EQ(baseline_.write(path), "");
  Baseline other;
  ASSERT_EQ(other.read(path), "");
  ASSERT_EQ(other.accepted.size(), 2u);
  EXPECT_EQ(other.find(kPrintA)->reason, "vendor \"code\"");
  EXPECT_EQ(other.find(kPrintA)->places, "a <-> b");
  EXPECT_EQ(other.find(kPrintB)->expires, "");
}

TEST_F(BaselineFile, ExpiresTheDayAfter) {
  baseline_.accepted[kPrintA].expires = "2027-03-01";
  baseline_.accepted[kPrintB].expires = "";
  EXPECT_EQ(baseline_.standingOf(kPrintA, "2027-03-01"), Standing::Accepted);
  EXPECT_EQ(baseline_.standingOf(kPrintA, "2027-03-02"), Standing::Expired);
  EXPECT_EQ(baseline_.standingOf(kPrintB, "2999-01-01"), Standing::Accepted);
  EXPECT_EQ(baseline_.standingOf("cc", "2027-03-01"), Standing::New);
}

TEST_F(BaselineFile, SaysWhatIsWrong) {
  const std::string begin = "{\"mapsan\":1,\"accepted\":[";
  const std::string entry =
      "{\"fingerprint\":\"00000000000000aa\",\"reason\":\"r\",\"owner\":\"o\"";
  EXPECT_EQ(problemOf(begin + entry + "}]}"), "");
  EXPECT_NE(problemOf("{").find("is no JSON"), std::string::npos);
  EXPECT_EQ(problemOf("{}"), " is no baseline of MapSan");
  EXPECT_EQ(problemOf("{\"mapsan\":2,\"accepted\":[]}"),
            " was written by another version of MapSan");
  EXPECT_EQ(problemOf(begin + entry + "}," + entry + "}]}"),
            ": the entry '00000000000000aa' is there twice");
  EXPECT_EQ(problemOf(begin + "{\"fingerprint\":\"00000000000000aa\","
                              "\"reason\":\"r\"}]}"),
            ": the entry '00000000000000aa' has no owner");
  EXPECT_EQ(problemOf(begin + "{\"fingerprint\":\"AA\"}]}"),
            ": the entry 'AA' has no fingerprint of 16 hexadecimal digits");
  EXPECT_EQ(problemOf(begin + entry + ",\"expires\":\"2027-02-30\"}]}"),
            ": the entry '00000000000000aa' expires on '2027-02-30', which is "
            "no day of the form YYYY-MM-DD");
}

TEST(Dates, AreDaysThatExist) {
  for (const char *good : {"2024-02-29", "2027-12-31", "2026-11-21"})
    EXPECT_TRUE(isDate(good)) << good;
  for (const char *bad : {"2027-02-29", "2027-1-01", "tomorrow", "2027-13-01",
                          "2027-00-10", "", "2027-01-01x", "27-01-01"})
    EXPECT_FALSE(isDate(bad)) << bad;
  EXPECT_TRUE(isDate(today()));
}

} // namespace
