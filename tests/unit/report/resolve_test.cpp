// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/report/resolve.h"

#include "tests/unit/report/sample.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

using namespace mapsan;

namespace {

/// Knows the frames of some addresses, and what it was asked.
struct Symbols {
  std::map<uint64_t, std::vector<ResolvedFrame>> known;
  std::vector<uint64_t> asked;
  unsigned calls = 0;
  const char *complaint = nullptr;

  void add(uint64_t pc, const char *function, const char *file, uint32_t line,
           const char *module = "/bin/app", bool isRuntime = false) {
    known[pc].push_back(ResolvedFrame{function, file, line, 1, module, nullptr,
                                      pc, false, isRuntime});
  }

  Resolver resolver() {
    return {[](void *context, const uint64_t *pcs, size_t count,
               void (*onFrame)(void *, size_t, const ResolvedFrame &),
               void *sink) {
              auto &self = *static_cast<Symbols *>(context);
              ++self.calls;
              self.asked.assign(pcs, pcs + count);
              for (size_t i = 0; i < count; ++i) {
                if (self.known[pcs[i]].empty())
                  self.add(pcs[i], nullptr, nullptr, 0, nullptr);
                for (const ResolvedFrame &frame : self.known[pcs[i]])
                  onFrame(sink, i, frame);
              }
              return self.complaint;
            },
            this};
  }
};

std::vector<std::string> functions(const Report &report, const Stack &stack) {
  std::vector<std::string> names;
  for (unsigned i = 0; i < stack.frameCount; ++i)
    names.push_back(report.text(stack.frames[i].function));
  return names;
}

/// One side in Router::lookup at router.cpp:52:20.
std::unique_ptr<Report> oneSide(std::vector<uint64_t> pcs) {
  auto report = emptyReport();
  report->sideCount = 1;
  Side &side = report->sides[0];
  setSite(*report, side, "find", "Router::lookup()", "src/router.cpp", 52, 20);
  side.stack.frameCount = 0;
  for (uint64_t pc : pcs)
    side.stack.pcs[side.stack.pcCount++] = pc;
  side.stack.firstIsExact = true;
  return report;
}

using Names = std::vector<std::string>;

TEST(Resolve, BeginsAtTheUsersCallAndEndsAtMain) {
  auto report = oneSide({100, 200, 300, 400, 500});
  Symbols symbols;
  symbols.add(100, "mapsan.wrap._ZNSt3mapIiiE4findERKi", nullptr, 0);
  symbols.add(199, "Router::lookup()", "/home/me/src/router.cpp", 52);
  symbols.add(299, "main", "/home/me/src/main.cpp", 7);
  symbols.add(399, "__libc_start_call_main", nullptr, 0, "/lib/libc.so.6");
  symbols.add(499, "_start", nullptr, 0);
  resolveReport(*report, symbols.resolver());
  const Stack &stack = report->sides[0].stack;
  EXPECT_EQ(functions(*report, stack), (Names{"Router::lookup()", "main"}));
  EXPECT_STREQ(report->text(stack.frames[0].file), "/home/me/src/router.cpp");
  EXPECT_EQ(stack.frames[0].line, 52u);
  EXPECT_EQ(stack.frames[0].column, 20u) << "the site's column";
  EXPECT_EQ(symbols.asked, (std::vector<uint64_t>{100, 199, 299, 399, 499}))
      << "return addresses are looked up inside the call";
  EXPECT_EQ(symbols.calls, 1u);
}

TEST(Resolve, DropsTheMapsOwnFramesAboveTheSite) {
  auto report = oneSide({100, 200, 300});
  Symbols symbols;
  symbols.add(100, "std::_Hashtable::find(int)", "/usr/include/hashtable.h", 9);
  symbols.add(199, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(299, "worker()", "/src/main.cpp", 3);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "worker()"}));
}

TEST(Resolve, ExpandsInlinedFunctions) {
  auto report = oneSide({100, 200});
  Symbols symbols;
  symbols.add(100, "mapsan.wrap.x", nullptr, 0);
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(100, "Router::serve()", "/src/router.cpp", 60);
  symbols.add(199, "main", "/src/main.cpp", 3);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "Router::serve()", "main"}));
}

TEST(Resolve, AddsTheSiteWhenTheStackDoesNotShowIt) {
  auto report = oneSide({100, 200});
  Symbols symbols;
  symbols.add(199, "worker()", "/src/main.cpp", 3);
  symbols.known[100].push_back(
      ResolvedFrame{nullptr, nullptr, 0, 0, "/bin/app", nullptr, 100, 0, 0});
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "", "worker()"}));
}

TEST(Resolve, FindsTheSiteByNameWithoutLineTables) {
  auto report = oneSide({100, 200});
  report->sides[0].line = 0;
  Symbols symbols;
  symbols.add(100, "Router::lookup", nullptr, 0);
  symbols.add(199, "worker", nullptr, 0);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "worker"}));
}

TEST(Resolve, DropsTheRuntimeAndTheThreadsStart) {
  auto report = oneSide({100, 200, 300, 400, 500});
  report->sides[0].stack.ended = report->add("could not be read");
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(199, "worker()", "/src/main.cpp", 3);
  symbols.add(299, "threadStart", nullptr, 0, "/lib/libmapsan.so", true);
  symbols.add(399, "pthread_condattr_setpshared", nullptr, 0, "/lib/libc.so.6");
  symbols.add(499, nullptr, nullptr, 0, "/lib/libc.so.6");
  resolveReport(*report, symbols.resolver());
  const Stack &stack = report->sides[0].stack;
  EXPECT_EQ(functions(*report, stack), (Names{"Router::lookup()", "worker()"}));
  EXPECT_FALSE(stack.ended) << "the stack is whole";
}

TEST(Resolve, EndsAtTheThreadsFunctionAndBeginsAtTheThreadsMaker) {
  auto report = oneSide({100, 200, 300, 400});
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(199, "worker(int)", "/src/main.cpp", 3);
  symbols.add(299, "void std::__invoke_impl<void, void (*)(int)>()",
              "/usr/include/c++/12/bits/invoke.h", 61);
  symbols.add(399, nullptr, nullptr, 0, "/lib/libstdc++.so.6");
  uint8_t thread = report->addThread(1, 2, "t");
  Stack &creation = report->threads[thread].creation;
  creation.pcs[0] = 600;
  creation.pcs[1] = 700;
  creation.pcCount = 2;
  symbols.add(599, "std::thread::_M_start_thread(...)", nullptr, 0,
              "/lib/libstdc++.so.6");
  symbols.add(699, "std::thread::thread<void (&)(int)>()",
              "/usr/include/c++/12/bits/std_thread.h", 143);
  symbols.add(699, "startWorkers()", "/src/main.cpp", 9);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "worker(int)"}));
  EXPECT_EQ(functions(*report, creation), (Names{"startWorkers()"}));
}

TEST(Resolve, KnowsTheLibraryByItsNamesWithoutLineTables) {
  auto report = oneSide({100, 200, 300, 400});
  report->sides[0].line = 0;
  Symbols symbols;
  symbols.add(100, "Router::lookup", nullptr, 0);
  symbols.add(199, "_ZZ4mainENK3$_0clEv", nullptr, 0);
  symbols.add(299, "_ZSt8__invokeIZ4mainE3$_0JEEvOT_DpOT0_", nullptr, 0);
  symbols.add(399, "_ZNSt6thread11_State_implIZ4mainE3$_0E6_M_runEv", nullptr,
              0);
  report->addLock(0x10, nullptr, 500);
  report->locks[0].takenCallers[0] = 600;
  report->locks[0].takenCallers[1] = 700;
  symbols.add(499, "__gthread_mutex_lock", nullptr, 0);
  symbols.add(599, "std::mutex::lock", nullptr, 0);
  symbols.add(699, "Router::lookup", nullptr, 0);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "_ZZ4mainENK3$_0clEv"}));
  EXPECT_STREQ(report->text(report->locks[0].taken.function), "Router::lookup");
}

TEST(Resolve, KnowsTheSanitizersByTheirNames) {
  auto report = oneSide({100, 200, 300, 400});
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(199, "std::thread::_State_impl<int>::_M_run()",
              "/usr/include/c++/12/bits/std_thread.h", 210);
  symbols.add(299, nullptr, nullptr, 0, "/lib/libstdc++.so.6");
  symbols.add(399, "asan_thread_start(void*)", "asan_interceptors.cpp.o", 0);
  uint8_t thread = report->addThread(1, 2, "t");
  Stack &creation = report->threads[thread].creation;
  creation.pcs[0] = 600;
  creation.pcs[1] = 700;
  creation.pcCount = 2;
  symbols.add(599, "___interceptor_pthread_create", nullptr, 0);
  symbols.add(699, "startWorkers()", "/src/main.cpp", 9);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()"}));
  EXPECT_EQ(functions(*report, creation), (Names{"startWorkers()"}));
}

TEST(Resolve, KnowsTheSystemByWholeNames) {
  auto report = oneSide({100, 200, 300});
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(199, "clone_table(Router const&)", nullptr, 0);
  symbols.add(299, "__clone3", nullptr, 0);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()", "clone_table(Router const&)"}));
}

TEST(Resolve, KeepsTheGlobalsConstructorAndNotItsCaller) {
  auto report = oneSide({100, 200});
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(199, "_GLOBAL__sub_I_router.cpp", "router.cpp", 0);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()"}));
}

TEST(Resolve, ShortensNamesAndPaths) {
  auto report = oneSide({100, 200});
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/./router.cpp", 52);
  symbols.add(199, "run(std::vector<int, std::allocator<int> >&)", "./a.cpp",
              1);
  resolveReport(*report, symbols.resolver());
  const Stack &stack = report->sides[0].stack;
  EXPECT_EQ(functions(*report, stack),
            (Names{"Router::lookup()", "run(std::vector<int>&)"}));
  EXPECT_STREQ(report->text(report->sides[0].file), "/src/router.cpp");
  EXPECT_STREQ(report->text(stack.frames[1].file), "a.cpp");
}

TEST(Resolve, KeepsLibraryFramesBetweenTheProgramsOwn) {
  auto report = oneSide({100, 200, 300});
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  symbols.add(199, "std::for_each()", "/usr/include/c++/12/algo.h", 3);
  symbols.add(299, "worker()", "/src/main.cpp", 3);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(report->sides[0].stack.frameCount, 3);
}

TEST(Resolve, KeepsTheReasonOfABrokenStack) {
  auto report = oneSide({100});
  report->sides[0].stack.ended = report->add("could not be read");
  Symbols symbols;
  symbols.add(100, "Router::lookup()", "/src/router.cpp", 52);
  resolveReport(*report, symbols.resolver());
  EXPECT_TRUE(report->sides[0].stack.ended);
}

TEST(Resolve, AsksOnceForThreadsLocksAndMapToo) {
  auto report = oneSide({100});
  uint8_t thread = report->addThread(1, 2, "t");
  report->threads[thread].creation.pcs[0] = 200;
  report->threads[thread].creation.pcCount = 1;
  report->addLock(0x10, nullptr, 300);
  report->map.creation.pcs[0] = 400;
  report->map.creation.pcCount = 1;
  report->map.creation.firstIsExact = true;
  Symbols symbols;
  symbols.add(299, "mapsan::onMutexLock", nullptr, 0);
  symbols.add(299, "guard()", "/src/a.cpp", 8);
  symbols.add(299, "caller()", "/src/a.cpp", 9);
  resolveReport(*report, symbols.resolver());
  EXPECT_EQ(symbols.calls, 1u);
  EXPECT_EQ(symbols.asked, (std::vector<uint64_t>{100, 199, 400, 299}));
  EXPECT_STREQ(report->text(report->locks[0].taken.function), "guard()");
}

TEST(Resolve, TakesTheSymbolizersComplaintAsANote) {
  auto report = oneSide({100});
  Symbols symbols;
  symbols.complaint = "there is no llvm-symbolizer";
  resolveReport(*report, symbols.resolver());
  ASSERT_EQ(report->noteCount, 1);
  EXPECT_NE(printed(*report).find("  Note: there is no llvm-symbolizer\n"),
            std::string::npos);
}

TEST(ResolveSitesOnly, ShowsTheSites) {
  auto report = oneSide({100, 200});
  resolveSitesOnly(*report);
  EXPECT_EQ(functions(*report, report->sides[0].stack),
            (Names{"Router::lookup()"}));
}

} // namespace
