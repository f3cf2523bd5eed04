// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lines are long (hundreds of kilobytes with deep stacks), so they go to the
// file in pieces, and the place where a line began is remembered.
#include "runtime/platform/line_log.h"

#include "runtime/base/path.h"
#include "runtime/platform/file.h"
#include "runtime/platform/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

namespace mapsan {
namespace {

constexpr size_t kPathBytes = 4096;

char prefix_[kPathBytes];     // empty: no log
char path_[kPathBytes + 300]; // of this process
char executable_[kPathBytes];
char arguments_[kPathBytes];
size_t argumentBytes_;
int file_ = -1;
long owner_; // process id of who opened it
long lineStart_;
bool isLineWhole_;
bool wasFailureSaid_;

void sayFailure(const char *what, int error, const char *consequence) {
  if (wasFailureSaid_)
    return;
  wasFailureSaid_ = true;
  char buffer[2 * kPathBytes];
  TextWriter out(buffer, sizeof buffer);
  out.put("MapSan: cannot ").put(what).put(" the log '").put(path_);
  out.put("' (").put(errorText(error)).put("); ").put(consequence).put("\n");
  writeAll(2, out.text(), out.length());
}

const char *programName(const char *path) {
  const char *base = baseName(path);
  return *base ? base : "program";
}

void openFile() {
  const long pid = systemCall(SYS_getpid);
  if (owner_ == pid)
    return;
  if (owner_ != 0 && file_ >= 0) // the parent's
    systemCall(SYS_close, file_);
  owner_ = pid;
  TextWriter(path_, sizeof path_)
      .put(prefix_)
      .put('.')
      .put(programName(executable_))
      .put('.')
      .number(static_cast<uint64_t>(pid))
      .put(".jsonl");
  file_ = static_cast<int>(openLogFile(path_));
  if (file_ < 0)
    sayFailure("open", -file_,
               "`mapsan run` and `mapsan report` see nothing of this process: "
               "name a folder in log_path that it may write to");
}

void writePiece(void *, const char *text, size_t length) {
  if (!isLineWhole_)
    return;
  isLineWhole_ = writeAll(file_, text, length) == length;
}

} // namespace

void openLineLog(const char *logPath) {
  const auto is = [&](const char *word) {
    return __builtin_strcmp(logPath, word) == 0;
  };
  prefix_[0] = 0;
  if (!logPath || !*logPath || is("stderr") || is("stdout"))
    return;
  char directory[kPathBytes] = "";
  if (*logPath != '/') // the program may change its directory
    currentDirectory(directory, sizeof directory);
  TextWriter(prefix_, sizeof prefix_)
      .put(directory)
      .put(*directory ? "/" : "")
      .put(logPath);
  const long length =
      systemCall(SYS_readlinkat, AT_FDCWD, argument("/proc/self/exe"),
                 argument(executable_), sizeof executable_ - 1);
  executable_[length > 0 ? length : 0] = 0;
  const long bytes =
      readFile("/proc/self/cmdline", arguments_, sizeof arguments_ - 1);
  argumentBytes_ = bytes > 0 ? static_cast<size_t>(bytes) : 0;
  arguments_[argumentBytes_] = 0;
}

bool hasLineLog() { return prefix_[0]; }

bool isLineLogNew() { return owner_ != systemCall(SYS_getpid); }

void beginLine() {
  openFile();
  isLineWhole_ = file_ >= 0;
  if (isLineWhole_)
    lineStart_ = systemCall(SYS_lseek, file_, 0, SEEK_END);
}

Sink lineSink() { return {writePiece, nullptr}; }

bool endLine() {
  if (file_ >= 0 && !isLineWhole_) {
    systemCall(SYS_ftruncate, file_, lineStart_);
    sayFailure("write to", ENOSPC,
               "what does not fit is in the text of the reports only");
  }
  return isLineWhole_;
}

const char *executablePath() { return executable_; }

const char *commandLine(size_t &length) {
  length = argumentBytes_;
  return arguments_;
}

} // namespace mapsan
