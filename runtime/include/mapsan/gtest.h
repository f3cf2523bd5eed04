// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GoogleTest: names the running test in the log of each race, and fails it with the
// report in its output. Include it in one file of a test program, or link
// MapSan::gtest; nothing is to be called. Without MapSan's runtime it does nothing.
//
// The test fails when the program goes on after a report: in report mode, which
// `mapsan run` sets, or with halt_on_error=0. Races that `mapsan run --baseline`
// accepts (MAPSAN_ACCEPTED has their fingerprints) fail no test.
//
// A report comes on the thread that found it, under the runtime's lock: there it is
// only copied to memory that is always there. The test's thread reads it when the
// test ends. What is found between tests goes to the next one.
#ifndef MAPSAN_GTEST_H
#define MAPSAN_GTEST_H

#include <mapsan/mapsan.h>

#include <gtest/gtest.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>

namespace mapsan {

class TestListener : public testing::EmptyTestEventListener {
public:
  TestListener() : length_(0), read_(0), accepted_(getenv("MAPSAN_ACCEPTED")) {
    mapsan_set_report_callback(onReport, this);
  }

  void OnTestStart(const testing::TestInfo &test) override {
    const std::string name =
        std::string(test.test_suite_name()) + "." + test.name();
    mapsan_test_begin(name.c_str());
  }

  // Failing is allowed here, and still counts for the test.
  void OnTestEnd(const testing::TestInfo &) override {
    const size_t length = __atomic_load_n(&length_, __ATOMIC_ACQUIRE);
    if (length > read_)
      ADD_FAILURE() << std::string(text_ + read_, length - read_);
    read_ = length;
    mapsan_test_end();
  }

private:
  static constexpr size_t kBytes = 256 << 10; // more is in the log

  static void onReport(const mapsan_report *report, void *context) {
    TestListener &self = *static_cast<TestListener *>(context);
    char fingerprint[17];
    snprintf(fingerprint, sizeof fingerprint, "%016llx",
             static_cast<unsigned long long>(report->fingerprint));
    if (self.accepted_ && strstr(self.accepted_, fingerprint))
      return;
    size_t bytes = strlen(report->text);
    if (bytes > kBytes - self.length_)
      bytes = kBytes - self.length_;
    memcpy(self.text_ + self.length_, report->text, bytes);
    __atomic_store_n(&self.length_, self.length_ + bytes, __ATOMIC_RELEASE);
  }

  size_t length_, read_;
  const char *accepted_;
  char text_[kBytes];
};

// Once for the program, however many files include this.
inline bool listenToTests() {
  static TestListener *listener = [] {
    TestListener *made = new TestListener;
    testing::UnitTest::GetInstance()->listeners().Append(made);
    return made;
  }();
  return listener != nullptr;
}

namespace {
const bool isListening __attribute__((unused)) = listenToTests();
}

} // namespace mapsan

#endif
