// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of this program into the mathematics library, which it is linked with.
#include "runtime/platform/imports.h"

#include <gtest/gtest.h>

#include <math.h>

namespace {

using namespace mapsan;

double (*original)(double);
double doubled(double x) { return 2 * original(x); }

const char *const files[] = {"libabsent.so", "libm.so"};
const Redirection rows[] = {
    {0, "tg", "mma", nullptr, nullptr},
    {1, "lga", "a", reinterpret_cast<void *>(doubled),
     reinterpret_cast<void **>(&original)},
};

double lgammaOf(volatile double x) { return lgamma(x); }

TEST(Imports, CallsIntoALibraryComeToTheOtherFunction) {
  const double before = lgammaOf(5);
  EXPECT_TRUE(redirectCalls({files, 2, rows, 2}, false));
  EXPECT_DOUBLE_EQ(lgammaOf(5), 2 * before);
  EXPECT_TRUE(redirectCalls({files, 2, rows, 2}, false));
  EXPECT_DOUBLE_EQ(lgammaOf(5), 2 * before) << "redirected twice";
}

TEST(Imports, NothingHappensWithoutTheLibrary) {
  EXPECT_FALSE(redirectCalls({files, 1, rows, 1}, false));
}

TEST(Imports, FunctionsAreFoundByTheirLibrary) {
  EXPECT_EQ(findInLibrary("libm.so", "mapsan_no_such_function"), nullptr);
  EXPECT_EQ(findInLibrary("libabsent.so", "cos"), nullptr);
  void *found = findInLibrary("libm.so", "lround");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(reinterpret_cast<long (*)(double)>(found)(2.6), 3);
}

} // namespace
