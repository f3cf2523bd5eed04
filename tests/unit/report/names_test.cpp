// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What demanglers print, and what a report makes of it.
#include "runtime/report/names.h"

#include "tests/unit/report/sample.h"

#include <gtest/gtest.h>

#include <string>

using namespace mapsan;

namespace {

std::string shortFunction(std::string name) {
  name.resize(shortenFunction(name.data()));
  return name;
}

std::string shortPath(std::string path) {
  path.resize(shortenPath(path.data()));
  return path;
}

#define CXX11_STRING                                                           \
  "std::__cxx11::basic_string<char, std::char_traits<char>, "                  \
  "std::allocator<char>"

TEST(ShortenFunction, LeavesOutWhatNamesACopyOfThePlugins) {
  EXPECT_EQ(shortFunction("add(long) (.mapsan.1)"), "add(long)");
  EXPECT_EQ(shortFunction("add(long) const [clone .mapsan]"),
            "add(long) const");
  EXPECT_EQ(shortFunction("reset.mapsan"), "reset");
}

TEST(ShortenFunction, WritesStringsAsTheSourceDoes) {
  EXPECT_EQ(shortFunction("get(" CXX11_STRING ">)"), "get(std::string)");
  EXPECT_EQ(shortFunction("get(" CXX11_STRING " > const&) const"),
            "get(std::string const&) const");
  EXPECT_EQ(shortFunction("get(std::__1::basic_string<char, "
                          "std::__1::char_traits<char>, "
                          "std::__1::allocator<char>>)"),
            "get(std::string)");
  EXPECT_EQ(shortFunction("f(std::basic_string<wchar_t, "
                          "std::char_traits<wchar_t>, std::allocator<wchar_t> "
                          ">, std::basic_string_view<char, "
                          "std::char_traits<char> >)"),
            "f(std::wstring, std::string_view)");
  EXPECT_EQ(shortFunction("operator<<(std::ostream&, Route const&)"),
            "operator<<(std::ostream&, Route const&)");
}

TEST(ShortenFunction, DropsTheDefaultsOfContainers) {
  EXPECT_EQ(shortFunction("f(std::vector<int, std::allocator<int> >)"),
            "f(std::vector<int>)");
  EXPECT_EQ(shortFunction("f(std::map<" CXX11_STRING
                          " >, int, std::less<" CXX11_STRING
                          " > >, std::allocator<std::pair<" CXX11_STRING
                          " > const, int> > >&)"),
            "f(std::map<std::string, int>&)");
  EXPECT_EQ(shortFunction(
                "f(std::unordered_map<int, std::vector<" CXX11_STRING
                " >, std::allocator<" CXX11_STRING
                " > > >, std::hash<int>, std::equal_to<int>, "
                "std::allocator<std::pair<int const, std::vector<" CXX11_STRING
                " >, std::allocator<" CXX11_STRING " > > > > > >)"),
            "f(std::unordered_map<int, std::vector<std::string>>)");
  EXPECT_EQ(
      shortFunction("f(std::unique_ptr<Route, std::default_delete<Route>>)"),
      "f(std::unique_ptr<Route>)");
  EXPECT_EQ(shortFunction("run(std::function<void (std::vector<int, "
                          "std::allocator<int> > const&, int)>, int)"),
            "run(std::function<void (std::vector<int> const&, int)>, int)");
}

TEST(ShortenFunction, KeepsArgumentsThatAreNotTheDefault) {
  for (const char *name :
       {"f(std::vector<int, std::allocator<long>>)",
        "f(std::vector<int, Arena<int>>)",
        "f(std::map<int, int, std::less<void>>)",
        "f(std::map<int, int, std::greater<int>, "
        "std::allocator<std::pair<int const, long>>>)",
        "f(std::pair<int, std::allocator<int>>)",
        "f(my::vector<int, std::allocator<int>>)",
        "f(std::basic_string<char, Folded, std::allocator<char>>)"})
    EXPECT_EQ(shortFunction(name), std::string(name) ==
                                           "f(std::basic_string<char, Folded, "
                                           "std::allocator<char>>)"
                                       ? "f(std::basic_string<char, Folded>)"
                                       : name);
}

TEST(ShortenFunction, LeavesEverythingElseAlone) {
  for (const char *name :
       {"",
        "main",
        "??",
        "main::$_0::operator()() const",
        "main::'lambda'(int)::operator()(int) const",
        "leveldb::(anonymous namespace)::InMemoryEnv::FileExists(int)",
        "Route::operator->()",
        "operator<(Route, Route)",
        "bool operator< <int>(Box<int>, Box<int>)",
        "Route::operator<=>(Route const&) const",
        "Box<(char)62>::get()",
        "std::enable_if<((1) > (0)), int>::type",
        "f(int (&) [3], int*[2])",
        "my_std::__cxx11::f()",
        "Matrix<3, 4>::at(int)",
        ">>>",
        "<<<",
        "f<",
        "))",
        "_Z3foo"})
    EXPECT_EQ(shortFunction(name), name);
}

TEST(ShortenFunction, DropsTheTagsOfTheAbi) {
  EXPECT_EQ(shortFunction("Route::name[abi:cxx11]() const"),
            "Route::name() const");
  EXPECT_EQ(shortFunction("f[abi:"), "f[abi:");
}

TEST(ShortenFunction, GivesUpOnBracketsTooDeep) {
  std::string deep;
  for (int i = 0; i < 100; ++i)
    deep += "A<";
  deep += "std::vector<int, std::allocator<int> >" + std::string(100, '>');
  EXPECT_EQ(shortFunction(deep), deep);
}

TEST(ShortenPath, LeavesOutTheFolderItself) {
  EXPECT_EQ(shortPath("./cache.h"), "cache.h");
  EXPECT_EQ(shortPath("/src/./cache.h"), "/src/cache.h");
  EXPECT_EQ(shortPath(".//././a/./b.h"), "a/b.h");
  for (const char *path : {"", "/", ".", "../a.h", "a/../b.h", "a./b.h",
                           "/src/.hidden/a.h", "a.h"})
    EXPECT_EQ(shortPath(path), path);
}

TEST(Pool, KeepsTheShortFormOnce) {
  auto report = emptyReport();
  Text plain = report->add("get(std::string)");
  uint32_t used = report->poolUsed;
  EXPECT_EQ(report->addFunction("get(" CXX11_STRING ">)").offset, plain.offset);
  EXPECT_EQ(report->poolUsed, used);
  Text path = report->addPath("./cache.h");
  EXPECT_STREQ(report->text(path), "cache.h");
  EXPECT_EQ(report->addPath("cache.h").offset, path.offset);
  EXPECT_FALSE(report->addFunction(nullptr));
  std::string large = "f(" + std::string(kPoolBytes, 'x') + ")";
  EXPECT_STREQ(report->text(report->addFunction(large.c_str())), "...");
}

} // namespace
