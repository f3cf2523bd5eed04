// RUN: rm -rf %t.d && mkdir %t.d && %mapsanxx -O0 -DBOOST_TEST_DYN_LINK %s -o %t -lboost_unit_test_framework
// RUN: %exits 66 %mapsan run -- %t > %t.out 2>&1 && FileCheck %s < %t.out
// RUN: %mapsan baseline %t.d/b.json accept $(grep -oE '[0-9a-f]{16}$' %t.out | head -1) --reason demo --owner ann
// RUN: %exits 0 %mapsan run --baseline %t.d/b.json -- %t 2>&1 | FileCheck %s --check-prefix=ACCEPTED
// Intent: the test case in which a race happens fails with the report in its output,
// and is named in the summary; the others pass; an accepted race fails none.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK-NEXT: Test: AgesAreAdded
// CHECK: 1 failure is detected in the test module "Demo"
// CHECK: == MapSan: 1 run, 1 race; 1 run failed
// CHECK: 1x new unordered {{.*}} ages AgesAreAdded
// ACCEPTED: No errors detected
// ACCEPTED: == MapSan: 1 run, 1 race (1 accepted)
#include "race.h"

#define BOOST_TEST_MODULE Demo
#include <boost/test/unit_test.hpp>
#include <mapsan/boost_test.h>

BOOST_AUTO_TEST_CASE(AgesAreNone) { BOOST_TEST(ages.empty()); }

BOOST_AUTO_TEST_CASE(AgesAreAdded) { BOOST_TEST(addAndCount()); }

BOOST_AUTO_TEST_CASE(AgesAreForgotten) { BOOST_TEST(ages.erase(1) == 1u); }
