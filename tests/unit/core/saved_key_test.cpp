// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/core/saved_key.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

using namespace mapsan;

namespace {

MapsanSite siteWithKey(MapsanKeyPart first, MapsanKeyPart second = {}) {
  MapsanSite site = {};
  site.key[0] = first;
  site.key[1] = second;
  return site;
}

TEST(SavedKey, OutlivesItsKey) {
  std::string key = "eu-1";
  const void *parts[2] = {key.data(), reinterpret_cast<void *>(key.size())};
  SavedKey saved = {}, copy;
  saveKey(saved, 7, siteWithKey({KeyKind::StringPtrSize, 0, 0}), parts);
  key = "xxxx";
  ASSERT_TRUE(copySavedKey(saved, 7, copy));
  EXPECT_EQ(std::string(copy.parts[0].text, copy.parts[0].length), "eu-1");
}

TEST(SavedKey, CutsLongStringsAndSaysHowLongTheyWere) {
  const std::string key(100, 'k');
  const char *text = key.c_str();
  SavedKey saved = {}, copy;
  saveKey(saved, 0, siteWithKey({KeyKind::CString, 8, 0}), &text);
  ASSERT_TRUE(copySavedKey(saved, 0, copy));
  EXPECT_GT(copy.parts[0].length, uint64_t{kSavedText});
}

TEST(SavedKey, SavesPairsAndKeysThatAreTheirOwnPointer) {
  const struct {
    int number;
    char letter;
  } pair = {-5, 'x'};
  SavedKey saved = {}, copy;
  saveKey(saved, 1, siteWithKey({KeyKind::Signed, 4, 0}, {KeyKind::Char, 1, 4}),
          &pair);
  ASSERT_TRUE(copySavedKey(saved, 1, copy));
  EXPECT_EQ(static_cast<int32_t>(copy.parts[0].value), -5);
  EXPECT_EQ(copy.parts[1].value, uint64_t{'x'});

  MapsanSite inPlace = siteWithKey({KeyKind::Unsigned, 4, 0});
  inPlace.flags = kSiteKeyInPlace;
  saveKey(saved, 2, inPlace, reinterpret_cast<const void *>(uintptr_t{42}));
  ASSERT_TRUE(copySavedKey(saved, 2, copy));
  EXPECT_EQ(copy.parts[0].value, 42u);
}

TEST(SavedKey, IsNotTakenForAnotherOperations) {
  const int key = 3;
  SavedKey saved = {}, copy;
  EXPECT_FALSE(copySavedKey(saved, 0, copy));
  saveKey(saved, 16, siteWithKey({KeyKind::Signed, 4, 0}), &key);
  EXPECT_FALSE(copySavedKey(saved, 0, copy));
  EXPECT_TRUE(copySavedKey(saved, 16, copy));
  // What cannot be shown is not saved.
  saveKey(saved, 32, siteWithKey({KeyKind::Opaque, 0, 0}), &key);
  EXPECT_FALSE(copySavedKey(saved, 32, copy));
}

} // namespace
