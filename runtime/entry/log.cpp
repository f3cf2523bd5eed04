// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A forked child begins a log of its own with its first line.
#include "runtime/entry/log.h"

#include "runtime/base/spin_lock.h"
#include "runtime/entry/ending.h"
#include "runtime/options/options.h"
#include "runtime/platform/line_log.h"
#include "runtime/platform/system.h"
#include "runtime/report/json.h"
#include "runtime/state/runtime.h"

#include <unistd.h>

namespace mapsan {

namespace {

uint64_t startedMs;
char buffer[16u << 10];
char testName[256]; // copied under the lock, for it may change any moment
char namedTest[256];
SpinLock testLock;

JsonProcess thisProcess() {
  size_t argumentBytes;
  const char *arguments = commandLine(argumentBytes);
  return {systemProcessId(),
          static_cast<int32_t>(getppid()),
          executablePath(),
          options().mode,
          currentTest(),
          arguments,
          static_cast<uint32_t>(argumentBytes),
          startedMs};
}

template <typename Write> void wholeLine(Write write) {
  const Sink sink = lineSink();
  beginLine();
  TextWriter out(buffer, sizeof buffer, &sink);
  write(out);
  endLine();
}

void processLine(const JsonProcess &process) {
  wholeLine([&](TextWriter &out) { writeJsonProcess(out, process); });
}

template <typename Write> void line(Write write) {
  if (!hasLineLog())
    return;
  const JsonProcess process = thisProcess();
  if (isLineLogNew())
    processLine(process);
  wholeLine([&](TextWriter &out) { write(out, process); });
}

} // namespace

void beginLog() {
  openLineLog(options().log_path);
  startedMs = systemTimeMs();
  if (hasLineLog())
    processLine(thisProcess());
}

void logReport(const Report &report) {
  line([&](TextWriter &out, const JsonProcess &process) {
    writeJsonReport(out, process, report);
  });
}

void logEnd() {
  EndCount ends[kMaxEndCounts];
  JsonCount counts[kMaxEndCounts];
  const unsigned count = endCounts(ends);
  for (unsigned i = 0; i < count; ++i)
    counts[i] = {ends[i].key, ends[i].value};
  line([&](TextWriter &out, const JsonProcess &process) {
    writeJsonEnd(out, process, counts, count);
  });
}

const char *currentTest() {
  if (testLock.tryLock()) {
    __builtin_memcpy(testName, namedTest, sizeof testName);
    testLock.unlock();
  }
  return testName;
}

void nameTest(const char *name) {
  if (!testLock.tryLock())
    return;
  TextWriter(namedTest, sizeof namedTest).put(name ? name : "");
  testLock.unlock();
}

} // namespace mapsan
