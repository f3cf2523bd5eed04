// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GoogleTest: names the running test in each report, and fails it with the report
// in its output. Include it in one file of a test program, or link MapSan::gtest;
// nothing is to be called. Without MapSan's runtime it does nothing.
//
// The child of a death test gets no events: one that was forked has its parent's
// name for the test, one that was started anew finds it in its filter. Its races
// are in the log under the test; the test itself fails for what it says.
#ifndef MAPSAN_GTEST_H
#define MAPSAN_GTEST_H

#include <mapsan/test_reports.h>

#include <gtest/gtest.h>

namespace mapsan {

class TestListener : public testing::EmptyTestEventListener {
public:
  void OnTestStart(const testing::TestInfo &test) override {
    const std::string name =
        std::string(test.test_suite_name()) + "." + test.name();
    testReports().begin(name.c_str());
  }

  // Failing is allowed here, and still counts for the test.
  void OnTestEnd(const testing::TestInfo &) override {
    const std::string text = testReports().end();
    if (!text.empty())
      ADD_FAILURE() << text;
  }
};

/// Before the first test: a filter that names one test names it.
class TestNamer : public testing::Environment {
public:
  void SetUp() override {
#ifdef GTEST_FLAG_GET
    const std::string filter = GTEST_FLAG_GET(filter);
#else
    const std::string filter = testing::GTEST_FLAG(filter);
#endif
    if (!filter.empty() && filter.find_first_of("*?:-") == std::string::npos)
      testReports().begin(filter.c_str());
  }
};

// Once for the program, however many files include this.
inline bool listenToTests() {
  static const bool listens = [] {
    testReports();
    testing::UnitTest::GetInstance()->listeners().Append(new TestListener);
    testing::AddGlobalTestEnvironment(new TestNamer);
    return true;
  }();
  return listens;
}

namespace {
const bool isListening __attribute__((unused)) = listenToTests();
}

} // namespace mapsan

#endif
