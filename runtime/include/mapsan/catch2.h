// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Catch2: names the running test case in each report, and fails it with the report
// in its output. Include it in one file of a test program, or link MapSan::catch2;
// nothing is to be called. Without MapSan's runtime it does nothing.
//
// Tested with Catch2 2.13; the headers of 3 are taken where they are. A test case
// is still open while its outermost section ends, and takes a failure there; with
// several sections it ends several times, and each time asks for what is new.
#ifndef MAPSAN_CATCH2_H
#define MAPSAN_CATCH2_H

#include <mapsan/test_reports.h>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_case_info.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/reporters/catch_reporter_event_listener.hpp>
#include <catch2/reporters/catch_reporter_registrars.hpp>
#define MAPSAN_CATCH_LISTENER EventListenerBase
#else
#ifndef CATCH_CONFIG_EXTERNAL_INTERFACES
#define CATCH_CONFIG_EXTERNAL_INTERFACES // Catch2 2 hides listeners otherwise
#endif
#include <catch2/catch.hpp>
#define MAPSAN_CATCH_LISTENER TestEventListenerBase
#endif

namespace mapsan {

class CatchListener : public Catch::MAPSAN_CATCH_LISTENER {
public:
  using Catch::MAPSAN_CATCH_LISTENER::MAPSAN_CATCH_LISTENER;

  void testCaseStarting(const Catch::TestCaseInfo &test) override {
    name_ = test.name;
    depth_ = 0;
  }
  void sectionStarting(const Catch::SectionInfo &) override {
    if (depth_++ == 0)
      testReports().begin(name_.c_str());
  }
  void sectionEnded(const Catch::SectionStats &) override {
    if (--depth_)
      return;
    const std::string text = testReports().end();
    if (!text.empty())
#ifdef CATCH_CONFIG_PREFIX_ALL
      CATCH_FAIL_CHECK(text);
#else
      FAIL_CHECK(text);
#endif
  }

private:
  std::string name_;
  unsigned depth_ = 0;
};

CATCH_REGISTER_LISTENER(CatchListener)

} // namespace mapsan

#undef MAPSAN_CATCH_LISTENER
#endif
