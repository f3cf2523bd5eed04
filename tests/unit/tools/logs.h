// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Log lines as the runtime writes them, with only what a test is about.
#ifndef MAPSAN_TESTS_UNIT_TOOLS_LOGS_H
#define MAPSAN_TESTS_UNIT_TOOLS_LOGS_H

#include "tools/mapsan/log/catalog.h"

#include <sstream>

namespace mapsan {

inline std::string processLine(const std::string &program = "/bin/app") {
  return R"({"mapsan":1,"record":"process","pid":7,"executable":")" + program +
         R"(","parent":1,"mode":"report","startedMs":1,"command":["app"]})"
         "\n";
}

inline std::string endLine(const std::string &counts,
                           const std::string &program = "/bin/app") {
  return R"({"mapsan":1,"record":"end","pid":7,"executable":")" + program +
         R"(","counts":{)" + counts + "}}\n";
}

inline std::string side(const std::string &file, unsigned line) {
  const std::string place = R"j("function":"f()","file":")j" + file +
                            R"(","line":)" + std::to_string(line);
  return R"({"thread":1,"previous":false,"operation":"emplace key 1","effect":)"
         R"("upsert","method":"emplace",)" +
         place + R"(,"locks":[],"stack":{"origin":"own","frames":[{)" + place +
         "}]}}";
}

/// `more` follows the record's name: "\"test\":\"x\","
inline std::string raceLine(const std::string &fingerprint,
                            const std::string &more = "",
                            const char *record = "race") {
  return std::string(R"({"mapsan":1,"record":")") + record +
         R"(","pid":7,"executable":"/bin/app",)" + more +
         R"("title":"concurrent map writes","fingerprint":")" + fingerprint +
         R"(","evidence":"unordered","map":{"name":"ages","file":"/s/a.cpp",)"
         R"("line":3,"type":"std::map<int, int>","address":"0x10"},"sides":[)" +
         side("/s/a.cpp", 10) + "," + side("/s/b.cpp", 20) +
         R"(],"threads":[{"number":1,"main":false}],"locks":[]})"
         "\n";
}

constexpr char kPrintA[] = "00000000000000aa";
constexpr char kPrintB[] = "00000000000000bb";

inline Catalog catalogOf(const std::string &log) {
  Catalog catalog;
  LogReader reader([&](const LogLine &line) { return catalog.take(line); });
  std::istringstream in(log);
  reader.read(in, "log");
  return catalog;
}

} // namespace mapsan

#endif
