// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A race as the log tells it (docs/report.schema.json), as plain data for those
// who show it. What a line does not say is empty or nothing; a line that breaks
// the schema where it matters is no race.
//
// Everything in here came from a program under test: writers escape it.
#ifndef MAPSAN_TOOLS_MAPSAN_LOG_RECORD_H
#define MAPSAN_TOOLS_MAPSAN_LOG_RECORD_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llvm::json {
class Object;
}

namespace mapsan {

struct LogFrame {
  std::string function, file, module, buildId, offset;
  uint64_t line = 0, column = 0;
  bool isInlined = false;
};

struct LogStack {
  std::string origin, ended;
  std::vector<LogFrame> frames;
};

struct LogLock {
  uint64_t number = 0;
  std::string name, address;
  bool isShared = false;
  std::optional<LogFrame> taken;
};

struct LogThread {
  uint64_t number = 0;
  std::string name;
  bool isMain = false;
  std::optional<uint64_t> creator;
  LogStack creation;
};

struct LogSide {
  uint64_t thread = 0;
  bool isPrevious = false;
  std::string operation, effect, method, function, file;
  uint64_t line = 0, column = 0;
  std::optional<std::vector<uint64_t>> locks; // indices; nothing: not known
  LogStack stack;
};

struct LogMap {
  std::string name, file, type, address;
  uint64_t line = 0;
  std::optional<uint64_t> size, creator;
  LogStack creation;
};

struct LogRace {
  uint64_t pid = 0;
  std::string executable, test, title, fingerprint, evidence, evidenceDetail;
  bool isNote = false;
  LogMap map;
  std::vector<LogSide> sides;
  std::vector<LogThread> threads;
  std::vector<LogLock> locks;
  std::vector<std::string> notes;

  const LogThread *thread(uint64_t number) const;
};

/// Nothing if the record lacks what every race has.
std::optional<LogRace> readRace(const llvm::json::Object &record);

/// file:line:column, or function, or module+offset: the best there is. The file
/// without `root` in front.
std::string placeOf(const LogSide &side, const std::string &root = "");
std::string placeOf(const LogFrame &frame, const std::string &root = "");
std::string functionOf(const LogSide &side);
std::string withoutRoot(const std::string &path, const std::string &root);

/// T2 'worker', main thread
std::string nameOf(const LogThread &thread);
/// Write, Previous read, Iteration ...
std::string roleOf(const LogSide &side);
/// no lock; M1 'mu_' and M2; empty if they are not known
std::string locksOf(const LogRace &race, const LogSide &side);
/// both threads were inside the map at the same time
std::string evidenceOf(const LogRace &race);
/// 'Router::routes_' (router.h:31), std::map<int, int>
std::string nameOf(const LogMap &map, const std::string &root = "");

} // namespace mapsan

#endif
