// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost.Test: names the running test case in each report, and fails it with the
// report in its output. Include it in one file of a test program, behind the header
// of Boost.Test that the program uses, or link MapSan::boost_test; nothing is to be
// called. Without MapSan's runtime it does nothing.
//
// When observers are told that a test case is over, a failure counts for its suite.
// So the listener gives each test case a fixture around all others: what fails in
// there is the test case's.
#ifndef MAPSAN_BOOST_TEST_H
#define MAPSAN_BOOST_TEST_H

#include <mapsan/test_reports.h>

#include <boost/test/framework.hpp>
#include <boost/test/tree/fixture.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/tree/test_unit.hpp>
#include <boost/test/unit_test.hpp>

namespace mapsan {

class BoostFixture : public boost::unit_test::test_unit_fixture {
public:
  explicit BoostFixture(const std::string &name) : name_(name) {}

private:
  void setup() override { testReports().begin(name_.c_str()); }
  void teardown() override {
    const std::string text = testReports().end();
    if (!text.empty())
      BOOST_ERROR(text);
  }

  std::string name_;
};

class BoostListener : public boost::unit_test::test_observer {
  void test_unit_start(const boost::unit_test::test_unit &unit) override {
    using namespace boost::unit_test;
    if (unit.p_type != TUT_CASE)
      return;
    auto &fixtures = framework::get(unit.p_id, TUT_CASE).p_fixtures.value;
    fixtures.insert(fixtures.begin(),
                    test_unit_fixture_ptr(new BoostFixture(unit.full_name())));
  }
};

namespace {
const bool isListening __attribute__((unused)) = [] {
  testReports();
  boost::unit_test::framework::register_observer(*new BoostListener);
  return true;
}();
} // namespace

} // namespace mapsan

#endif
