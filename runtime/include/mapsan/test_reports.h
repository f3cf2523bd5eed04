// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What <mapsan/gtest.h>, catch2.h, doctest.h and boost_test.h have in common, and
// what a listener for another framework needs:
//
//   mapsan::testReports().begin("Router.Adds");
//   ... the test runs ...
//   std::string text = mapsan::testReports().end();
//   if (!text.empty())
//     ... the test fails with that text
//
// The test fails when the program goes on after a report: in report mode, which
// `mapsan run` sets, or with halt_on_error=0. Races that `mapsan run --baseline`
// accepts (MAPSAN_ACCEPTED has their fingerprints) fail no test. What is found
// between tests goes to the next one.
//
// A report comes on the thread that found it, under the runtime's lock, perhaps in
// a signal handler: there it is only copied to memory that is always there, and if
// that is full or in use it is only counted; the log has it.
#ifndef MAPSAN_TEST_REPORTS_H
#define MAPSAN_TEST_REPORTS_H

#include <mapsan/mapsan.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <string>

namespace mapsan {

class TestReports {
public:
  TestReports()
      : isBusy_(false), kept_(0), length_(0), found_(0), told_(0),
        accepted_(getenv("MAPSAN_ACCEPTED")) {
    mapsan_set_report_callback(onReport, this);
  }
  TestReports(const TestReports &) = delete;

  void begin(const char *name) { mapsan_test_begin(name); }

  /// The reports that came since the last end(); empty: none that is not accepted.
  std::string end() {
    mapsan_test_end();
    std::string text;
    const unsigned found = __atomic_load_n(&found_, __ATOMIC_ACQUIRE);
    if (found == told_)
      return text;
    text.reserve(kBytes);
    unsigned kept = 0;
    if (!__atomic_test_and_set(&isBusy_, __ATOMIC_ACQUIRE)) {
      text.assign(text_, length_);
      kept = kept_;
      length_ = kept_ = 0;
      __atomic_clear(&isBusy_, __ATOMIC_RELEASE);
    }
    if (kept < found - told_)
      text += "MapSan: " + std::to_string(found - told_ - kept) +
              " more in the log\n";
    told_ = found;
    return text;
  }

private:
  static constexpr size_t kBytes = 256 << 10;

  static void onReport(const mapsan_report *report, void *context) {
    TestReports &self = *static_cast<TestReports *>(context);
    char fingerprint[17];
    snprintf(fingerprint, sizeof fingerprint, "%016llx",
             static_cast<unsigned long long>(report->fingerprint));
    if (self.accepted_ && strstr(self.accepted_, fingerprint))
      return;
    const size_t bytes = strlen(report->text);
    if (!__atomic_test_and_set(&self.isBusy_, __ATOMIC_ACQUIRE)) {
      if (bytes <= kBytes - self.length_) {
        memcpy(self.text_ + self.length_, report->text, bytes);
        self.length_ += bytes;
        ++self.kept_;
      }
      __atomic_clear(&self.isBusy_, __ATOMIC_RELEASE);
    }
    __atomic_fetch_add(&self.found_, 1, __ATOMIC_RELEASE);
  }

  bool isBusy_; // somebody has the next three
  unsigned kept_;
  size_t length_;
  char text_[kBytes];
  unsigned found_, told_;
  const char *accepted_;
};

/// The program's only one; never destroyed, because reports come until the end.
inline TestReports &testReports() {
  static TestReports *reports = new TestReports;
  return *reports;
}

} // namespace mapsan

#endif
