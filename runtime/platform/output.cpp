// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The log file is opened at the first text after start or after a fork: its
// name carries the process id, so a child writes a file of its own. Two threads
// may come here at once; the loser of the race to open closes its descriptor.
#include "runtime/platform/output.h"

#include "runtime/platform/file.h"
#include "runtime/platform/system_call.h"

#include <sys/ioctl.h>

namespace mapsan {
namespace {

constexpr int kStandardError = 2;
constexpr size_t kPathBytes = 4096;

char logPath_[kPathBytes]; // without the process id; empty: descriptor only
int descriptor_ = kStandardError;
bool color_ = false;
/// Process id (upper half) and descriptor (lower half) of the open log file.
uint64_t logFile_ = 0;

bool equals(const char *left, const char *right) {
  return __builtin_strcmp(left, right) == 0;
}

void sayCannotWrite(const char *path, int error) {
  char buffer[kPathBytes + 128];
  TextWriter out(buffer, sizeof(buffer));
  out.put("MapSan: cannot write '").put(path).put("' (");
  out.put(errorText(error)).put("); the report follows here\n");
  writeAll(kStandardError, out.text(), out.length());
}

int openLog() {
  uint64_t pid = static_cast<uint64_t>(systemCall(SYS_getpid));
  uint64_t known = __atomic_load_n(&logFile_, __ATOMIC_ACQUIRE);
  if (known >> 32 == pid)
    return static_cast<int>(known & 0xFFFFFFFFu);
  char path[kPathBytes + 32];
  TextWriter(path, sizeof(path)).put(logPath_).put(".").number(pid);
  long fd = openLogFile(path);
  if (fd < 0) {
    sayCannotWrite(path, static_cast<int>(-fd));
    fd = kStandardError;
  }
  uint64_t mine = pid << 32 | static_cast<uint64_t>(fd);
  if (__atomic_compare_exchange_n(&logFile_, &known, mine, false,
                                  __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return static_cast<int>(fd);
  if (fd != kStandardError)
    systemCall(SYS_close, fd);
  return static_cast<int>(known & 0xFFFFFFFFu);
}

void writeOutput(void *, const char *text, size_t length) {
  int fd = logPath_[0] ? openLog() : descriptor_;
  size_t written = writeAll(fd, text, length);
  if (written < length && fd != kStandardError)
    writeAll(kStandardError, text + written, length - written);
}

void writeStandardError(void *, const char *text, size_t length) {
  writeAll(kStandardError, text, length);
}

bool isTerminal(int fd) {
  char attributes[256]; // the kernel's termios is smaller than that
  return systemCall(SYS_ioctl, fd, TCGETS, argument(attributes)) == 0;
}

bool isSet(const char *variable) {
  const char *value = startEnvironment(variable);
  return value && *value;
}

} // namespace

void openOutput(const char *logPath, ColorChoice color) {
  logPath_[0] = 0;
  logFile_ = 0;
  descriptor_ = kStandardError;
  if (logPath && equals(logPath, "stdout")) {
    descriptor_ = 1;
  } else if (logPath && *logPath && !equals(logPath, "stderr")) {
    char directory[kPathBytes] = "";
    if (*logPath != '/') // the program may change its directory
      currentDirectory(directory, sizeof(directory));
    TextWriter path(logPath_, sizeof(logPath_));
    path.put(directory).put(*directory ? "/" : "").put(logPath);
  }
  const char *terminal = startEnvironment("TERM");
  color_ = color == ColorChoice::Always ||
           (color == ColorChoice::Auto && logPath_[0] == 0 &&
            isTerminal(descriptor_) && !isSet("NO_COLOR") &&
            !(terminal && equals(terminal, "dumb")));
}

Sink outputSink() { return {writeOutput, nullptr}; }

bool outputWantsColor() { return color_; }

Sink standardErrorSink() { return {writeStandardError, nullptr}; }

} // namespace mapsan
