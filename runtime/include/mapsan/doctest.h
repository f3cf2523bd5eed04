// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// doctest: names the running test case in each report, and fails it with the report
// in its output. Include it in one file of a test program, or link MapSan::doctest;
// nothing is to be called. Without MapSan's runtime it does nothing.
//
// doctest counts before it tells that a test case has ended, and has no event in
// between. A failure that comes then is shown by all reporters, and what they are
// given afterwards are doctest's own counters: the listener, which comes first,
// counts there what came too late.
#ifndef MAPSAN_DOCTEST_H
#define MAPSAN_DOCTEST_H

#include <mapsan/test_reports.h>

#include <doctest/doctest.h>

namespace mapsan {

class DoctestListener : public doctest::IReporter {
public:
  explicit DoctestListener(const doctest::ContextOptions &) { testReports(); }

  void test_case_start(const doctest::TestCaseData &test) override {
    std::string name = test.m_test_suite ? test.m_test_suite : "";
    name += name.empty() ? test.m_name : std::string("/") + test.m_name;
    testReports().begin(name.c_str());
  }

  void test_case_end(const doctest::CurrentTestCaseStats &told) override {
    const std::string text = testReports().end();
    if (text.empty())
      return;
    DOCTEST_FAIL_CHECK(doctest::String(text.c_str()));
    auto &counts = const_cast<doctest::CurrentTestCaseStats &>(told);
    ++counts.numAssertsCurrentTest;
    ++counts.numAssertsFailedCurrentTest;
    ++failures_;
    failedTests_ += counts.testCaseSuccess;
    counts.failure_flags |= doctest::TestCaseFailureReason::AssertFailure;
    counts.testCaseSuccess = false;
  }

  void test_run_end(const doctest::TestRunStats &told) override {
    auto &counts = const_cast<doctest::TestRunStats &>(told);
    counts.numAsserts += failures_;
    counts.numAssertsFailed += failures_;
    counts.numTestCasesFailed += static_cast<unsigned>(failedTests_);
  }

  void report_query(const doctest::QueryData &) override {}
  void test_run_start() override {}
  void test_case_reenter(const doctest::TestCaseData &) override {}
  void test_case_exception(const doctest::TestCaseException &) override {}
  void subcase_start(const doctest::SubcaseSignature &) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData &) override {}
  void log_message(const doctest::MessageData &) override {}
  void test_case_skipped(const doctest::TestCaseData &) override {}

private:
  int failures_ = 0, failedTests_ = 0;
};

DOCTEST_REGISTER_LISTENER("mapsan", 1, DoctestListener);

} // namespace mapsan

#endif
