// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mapsan run: a command in report mode, as often as asked, and what came of it.
//
// Each run has a folder of its own, LOGS/run-N, that every process of it writes
// to: what was written when a process is killed stays. The programs keep their own
// exit status (exitcode=0), so that a test framework sees what its tests say; the
// races decide the status of `mapsan run` at the end.
#include "tools/mapsan/collect.h"
#include "tools/mapsan/log/symbols.h"
#include "tools/mapsan/run/progress.h"
#include "tools/mapsan/run/runner.h"
#include "tools/mapsan/status.h"
#include "tools/mapsan/write/summary.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <ostream>
#include <unistd.h>

namespace mapsan {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kForever = 1'000'000'000;

struct Wish {
  uint64_t repeat = 0, jobs = 1, timeout = 0;
  bool untilRace = false, keepLogs = false;
  std::string logs;
  BaselineWish accepted;
  std::vector<std::string> command;
};

fs::path folderOfRun(const fs::path &logs, uint64_t number) {
  return logs / ("run-" + std::to_string(number));
}

/// What every process of the run is told, on top of what the user says.
std::string optionsFor(const fs::path &folder) {
  const char *before = std::getenv("MAPSAN_OPTIONS");
  const std::string path = (folder / "log").string();
  const char quote = path.find('\'') == path.npos ? '\'' : '"';
  return std::string(before ? before : "") +
         " mode=report exitcode=0 stats=2 log_path=" + quote + path + quote;
}

/// The empty string, or why nobody could have written a log there.
std::string whyUnwritable(const fs::path &folder) {
  const std::string file = (folder / "probe").string();
  errno = 0;
  std::ofstream out(file);
  out << "probe" << std::flush;
  const int error = errno;
  const bool isFine = out.good();
  std::error_code ignored;
  fs::remove(file, ignored);
  return isFine ? ""
                : "'" + folder.string() + "' cannot be written to (" +
                      std::strerror(error) + ")";
}

/// The empty string, or why there is no such folder.
std::string makeFolder(std::string &logs) {
  std::error_code error;
  if (logs.empty()) {
    std::string pattern = (fs::temp_directory_path(error) / "mapsan-XXXXXX");
    if (error || !mkdtemp(pattern.data()))
      return "cannot make a folder for logs; name one with --logs=DIR";
    logs = pattern;
    return "";
  }
  fs::create_directories(logs, error);
  if (error)
    return "cannot make the folder '" + logs + "' (" + error.message() + ")";
  if (fs::exists(folderOfRun(logs, 1)))
    return "'" + logs +
           "' has logs of another run; take a new folder, or remove it";
  logs = fs::absolute(logs).string();
  return "";
}

class Session {
public:
  Session(const Invocation &invocation, const Wish &wish)
      : invocation_(invocation), wish_(wish) {}

  int run();

private:
  RunPlan plan() const;
  bool onEnd(const RunEnd &result, Progress &progress);
  int finish(const Runner &runner);
  void printChecked(std::ostream &out) const;
  void removeLogs() const {
    std::error_code ignored;
    if (!wish_.keepLogs)
      fs::remove_all(wish_.logs, ignored);
  }
  int statusFor(size_t open, int damaged) const;
  const Catalog &catalog() const { return collected_.catalog(); }
  std::vector<Finding> findings() const {
    return findingsOf(catalog(), wish_.accepted.baseline, wish_.accepted.day);
  }

  const Invocation &invocation_;
  const Wish &wish_;
  Collected collected_;
  RunEnd worst_; // the first run that did not end with 0
  uint64_t runs_ = 0, failed_ = 0;
  bool isCut_ = false; // a run could not begin
};

RunPlan Session::plan() const {
  RunPlan plan;
  plan.command = wish_.command;
  plan.repeat = wish_.repeat ? wish_.repeat : wish_.untilRace ? kForever : 1;
  plan.jobs = wish_.jobs;
  plan.timeoutSeconds = wish_.timeout;
  const fs::path logs = wish_.logs;
  std::string accepted; // for <mapsan/gtest.h>
  for (const auto &[fingerprint, entry] : wish_.accepted.baseline.accepted)
    if (wish_.accepted.baseline.standingOf(fingerprint, wish_.accepted.day) ==
        Standing::Accepted)
      accepted += fingerprint + " ";
  plan.environment = [logs, accepted](uint64_t number) {
    return std::vector<std::pair<std::string, std::string>>{
        {"MAPSAN_OPTIONS", optionsFor(folderOfRun(logs, number))},
        {"MAPSAN_ACCEPTED", accepted}};
  };
  const bool isOwn = wish_.jobs > 1;
  plan.prepare = [logs](uint64_t number) {
    const fs::path folder = folderOfRun(logs, number);
    std::error_code error;
    fs::create_directories(folder, error);
    return error ? "nothing can be collected: cannot make the folder '" +
                       folder.string() + "' (" + error.message() + ")"
                 : std::string();
  };
  plan.output = [logs, isOwn](uint64_t number) {
    return isOwn ? (folderOfRun(logs, number) / "output.txt").string()
                 : std::string();
  };
  return plan;
}

bool Session::onEnd(const RunEnd &result, Progress &progress) {
  const size_t before = catalog().inOrder().size();
  collected_.read({folderOfRun(wish_.logs, result.number).string()});
  const size_t after = catalog().inOrder().size();
  ++runs_;
  if (result.status || result.isTimeout) {
    if (!failed_++)
      worst_ = result;
  }
  progress.ended(result, after - before, after);
  return !wish_.untilRace || countOpen(findings()) == 0;
}

int Session::run() {
  const RunPlan plan = this->plan();
  Progress progress(invocation_.errors, plan);
  Runner runner(plan);
  runner.onEnd = [&](const RunEnd &result) { return onEnd(result, progress); };
  runner.onTick = [&](unsigned running) { progress.tick(running); };
  const std::string problem = runner.run();
  progress.clear();
  if (!problem.empty()) {
    invocation_.errors << "mapsan run: " << problem << '\n';
    if (!runs_) {
      const bool isPrepared = fs::exists(folderOfRun(wish_.logs, 1));
      removeLogs();
      return isPrepared ? 127 : kMistake;
    }
    isCut_ = true;
  }
  return finish(runner);
}

int Session::statusFor(size_t open, int damaged) const {
  if (open)
    return kRaces;
  if (worst_.isTimeout)
    return kTimeout;
  if (worst_.status)
    return worst_.status;
  if (isCut_)
    return kMistake;
  if (!whyNothingWasChecked(catalog()).empty())
    return kNothingChecked;
  return damaged;
}

/// What was exercised, or why a silent run says nothing.
void Session::printChecked(std::ostream &out) const {
  const std::string nothing = whyNothingWasChecked(catalog());
  if (nothing.empty())
    return printExercise(out, catalog(), terminalOf(STDERR_FILENO).width);
  std::string lost;
  if (catalog().programs().empty())
    lost = whyUnwritable(folderOfRun(wish_.logs, 1));
  if (lost.empty() && catalog().programs().empty() && collected_.files())
    lost = "the logs in '" + wish_.logs + "' are empty";
  out << "mapsan run: nothing was "
      << (lost.empty() ? "checked: " + nothing : "collected: " + lost) << '\n';
}

int Session::finish(const Runner &runner) {
  std::ostream &out = invocation_.errors;
  Symbols symbols({});
  const std::vector<Finding> findings = findingsOf(
      catalog(), wish_.accepted.baseline, wish_.accepted.day, &symbols);
  const size_t open = countOpen(findings);
  out << "== MapSan: " << several(runs_, "run") << ", "
      << several(findings.size(), "race");
  if (findings.size() > open)
    out << " (" << findings.size() - open << " accepted)";
  if (failed_)
    out << "; " << several(failed_, "run") << " failed";
  out << (runner.wasInterrupted() ? "; interrupted\n" : "\n");
  printChecked(out);
  printTable(out, findings, commonRoot(findings), terminalOf(STDERR_FILENO));
  const int damaged = collected_.finish(out);
  if (const unsigned left = Runner::left())
    out << "mapsan run: " << several(left, "process")
        << " of the command still running; what they write now is not in this "
           "summary\n";
  if (wish_.keepLogs || !findings.empty() || failed_)
    out << "Details: mapsan report " << wish_.logs << '\n';
  else
    removeLogs();
  out.flush();
  return statusFor(open, damaged);
}

} // namespace

int runCommand(const Invocation &invocation) {
  Wish wish;
  Arguments arguments("run", "[OPTIONS] [--] COMMAND...",
                      "Runs a command in report mode and says what raced.");
  arguments.number("repeat", "How many runs; 1 if not said.", wish.repeat, 1,
                   kForever);
  arguments.number("jobs", "How many runs at once; their output goes to files.",
                   wish.jobs, 1, 1024);
  arguments.alias('j');
  arguments.number("timeout", "Seconds after which a run is killed.",
                   wish.timeout, 1, 10'000'000);
  arguments.flag("until-race", "Ends at the first race that is not accepted.",
                 wish.untilRace);
  wish.accepted.declare(arguments);
  arguments.text("logs", "DIR", "Where logs go and stay.", wish.logs);
  arguments.command(wish.command);
  if (const std::optional<int> status = arguments.read(invocation))
    return *status;
  if (wish.command.empty())
    return arguments.mistake(invocation,
                             "which command? `mapsan run -- ctest`");
  if (const auto status = wish.accepted.read(arguments, invocation))
    return *status;
  wish.keepLogs = !wish.logs.empty();
  if (const std::string problem = makeFolder(wish.logs); !problem.empty())
    return arguments.mistake(invocation, problem);
  return Session(invocation, wish).run();
}

} // namespace mapsan
