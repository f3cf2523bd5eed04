// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the listeners of test frameworks are made of, with a runtime that is played
// here.
#include "runtime/include/mapsan/test_reports.h"

#include <gtest/gtest.h>

namespace {

mapsan_report_callback onReport;
void *context;
std::string named;

void report(uint64_t fingerprint, const std::string &text) {
  mapsan_report report = {};
  report.size = sizeof report;
  report.fingerprint = fingerprint;
  report.text = text.c_str();
  onReport(&report, context);
}

TEST(TestReports, AreThoseOfOneTest) {
  mapsan::TestReports reports;
  reports.begin("A.One");
  EXPECT_EQ(named, "A.One");
  report(1, "first\n");
  report(2, "second\n");
  EXPECT_EQ(reports.end(), "first\nsecond\n");
  EXPECT_EQ(named, "");
  reports.begin("A.Two");
  EXPECT_EQ(reports.end(), "");
  report(3, "between\n");
  reports.begin("A.Three");
  EXPECT_EQ(reports.end(), "between\n") << "what nobody has seen yet";
}

TEST(TestReports, LeaveOutWhatIsAccepted) {
  setenv("MAPSAN_ACCEPTED", "00000000000000aa 00000000000000bb ", 1);
  mapsan::TestReports reports;
  unsetenv("MAPSAN_ACCEPTED");
  report(0xbb, "known\n");
  EXPECT_EQ(reports.end(), "");
  report(0xcc, "new\n");
  EXPECT_EQ(reports.end(), "new\n");
}

TEST(TestReports, FailTestsAlsoWhenThereIsNoRoom) {
  mapsan::TestReports reports;
  const std::string large(60 << 10, 'x');
  for (unsigned i = 0; i < 6; ++i)
    report(i, large);
  const std::string text = reports.end();
  EXPECT_EQ(text.substr(text.rfind('x') + 1), "MapSan: 2 more in the log\n");
  report(7, "next\n");
  EXPECT_EQ(reports.end(), "next\n") << "and there is room again";
}

} // namespace

void __mapsan_user_callback(mapsan_report_callback function, void *with) {
  onReport = function;
  context = with;
}
void __mapsan_user_test(const char *name) { named = name; }
