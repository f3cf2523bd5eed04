#include <gtest/gtest.h>
#include <map>

TEST(Ages, AreAdded) {
  std::map<int, int> ages;
  EXPECT_TRUE(ages.emplace(1, 30).second);
}
