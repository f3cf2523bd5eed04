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
// that is full or in use it is only counted; the log has it. The lock for it is
// made of an instruction that the plugin does not see: what it saw there would
// order the program's threads, or, in the middle of a report, make it forget what
// it knows of them.
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
      : busy_(0), lost_(0), left_(0), length_(0),
        accepted_(getenv("MAPSAN_ACCEPTED")) {
    mapsan_set_report_callback(onReport, this);
  }
  TestReports(const TestReports &) = delete;

  void begin(const char *name) { mapsan_test_begin(name); }

  /// The reports that came since the last end(); empty: none that is not accepted.
  std::string end() {
    mapsan_test_end();
    std::string text;
    if (!lock())
      return text;
    text.assign(text_, length_);
    const unsigned left = left_ + exchange(&lost_, 0);
    length_ = left_ = 0;
    exchange(&busy_, 0);
    if (left)
      text += "MapSan: " + std::to_string(left) + " more in the log\n";
    return text;
  }

private:
  static constexpr size_t kBytes = 256 << 10;

  static unsigned exchange(unsigned *word, unsigned value) {
#if defined(__x86_64__)
    __asm__ volatile("xchgl %0, %1" : "+r"(value), "+m"(*word)::"memory");
    return value;
#elif defined(__aarch64__)
    unsigned old, failed;
    __asm__ volatile("1: ldaxr %w0, [%3]\n stlxr %w1, %w2, [%3]\n cbnz %w1, 1b"
                     : "=&r"(old), "=&r"(failed)
                     : "r"(value), "r"(word)
                     : "memory");
    return old;
#else
    return __atomic_exchange_n(word, value, __ATOMIC_SEQ_CST);
#endif
  }

  // With an end: a signal may have interrupted who has it, or a fork left it so.
  bool lock() {
    for (unsigned i = 0; i < 1u << 20; ++i)
      if (!exchange(&busy_, 1))
        return true;
    return false;
  }

  static void onReport(const mapsan_report *report, void *context) {
    TestReports &self = *static_cast<TestReports *>(context);
    char fingerprint[17];
    snprintf(fingerprint, sizeof fingerprint, "%016llx",
             static_cast<unsigned long long>(report->fingerprint));
    if (self.accepted_ && strstr(self.accepted_, fingerprint))
      return;
    const size_t bytes = strlen(report->text);
    if (!self.lock()) {
      exchange(&self.lost_, 1);
      return;
    }
    if (bytes <= kBytes - self.length_) {
      memcpy(self.text_ + self.length_, report->text, bytes);
      self.length_ += bytes;
    } else {
      ++self.left_;
    }
    exchange(&self.busy_, 0);
  }

  unsigned busy_, lost_;
  unsigned left_; // for which there was no room
  size_t length_;
  char text_[kBytes];
  const char *accepted_;
};

/// The program's only one; never destroyed, because reports come until the end.
inline TestReports &testReports() {
  static TestReports *reports = new TestReports;
  return *reports;
}

} // namespace mapsan

#endif
