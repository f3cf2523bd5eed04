// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops around read and write. SIGPIPE and SIGXFSZ, which the program would get
// for a write that is none of its own, are kept from it: they go to the thread that
// writes, so it blocks them, takes what has come, and has its mask back.
#include "runtime/platform/file.h"

#include "runtime/platform/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

namespace mapsan {

namespace {

constexpr int kLastStandardStream = 2;
constexpr size_t kSignalSetBytes = 8; // the kernel's

constexpr uint64_t bitOf(int signal) { return uint64_t{1} << (signal - 1); }

class WriteSignalsHeld {
public:
  WriteSignalsHeld() {
    const uint64_t ours = bitOf(SIGPIPE) | bitOf(SIGXFSZ);
    systemCall(SYS_rt_sigprocmask, SIG_BLOCK, argument(&ours), argument(&mask_),
               kSignalSetBytes);
    uint64_t pending = 0;
    systemCall(SYS_rt_sigpending, argument(&pending), kSignalSetBytes);
    toTake_ = ours & ~pending;
  }
  ~WriteSignalsHeld() {
    const timespec now{0, 0};
    if (hasFailed_)
      systemCall(SYS_rt_sigtimedwait, argument(&toTake_), 0, argument(&now),
                 kSignalSetBytes);
    systemCall(SYS_rt_sigprocmask, SIG_SETMASK, argument(&mask_), 0,
               kSignalSetBytes);
  }
  void failed() { hasFailed_ = true; }

private:
  uint64_t mask_ = 0, toTake_;
  bool hasFailed_ = false;
};

} // namespace

long openLogFile(const char *path) {
  const long fd = systemCall(SYS_openat, AT_FDCWD, argument(path),
                             O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC |
                                 O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
                             0600);
  if (fd < 0 || fd > kLastStandardStream)
    return fd;
  const long moved =
      systemCall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, kLastStandardStream + 1);
  systemCall(SYS_close, fd);
  return moved;
}

long readFile(const char *path, char *buffer, size_t capacity) {
  long fd =
      systemCall(SYS_openat, AT_FDCWD, argument(path), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return fd;
  size_t length = 0;
  long result = 1;
  while (length < capacity && result != 0) {
    result = systemCall(SYS_read, fd, argument(buffer + length),
                        static_cast<long>(capacity - length));
    if (result > 0)
      length += static_cast<size_t>(result);
    else if (result < 0 && result != -EINTR)
      break;
  }
  systemCall(SYS_close, fd);
  return result < 0 ? result : static_cast<long>(length);
}

size_t writeAll(int fd, const char *text, size_t length) {
  size_t written = 0;
  WriteSignalsHeld held;
  while (written < length) {
    long result = systemCall(SYS_write, fd, argument(text + written),
                             static_cast<long>(length - written));
    if (result == -EAGAIN) { // a non-blocking terminal or pipe: wait a little
      pollfd wait{fd, POLLOUT, 0};
      timespec limit{1, 0};
      if (systemCall(SYS_ppoll, argument(&wait), 1, argument(&limit), 0, 0) > 0)
        continue;
      break;
    }
    if (result > 0) {
      written += static_cast<size_t>(result);
    } else if (result != -EINTR) {
      held.failed();
      break;
    }
  }
  return written;
}

const char *startEnvironment(const char *name) { return secure_getenv(name); }

void currentDirectory(char *buffer, size_t capacity) {
  long length =
      systemCall(SYS_getcwd, argument(buffer), static_cast<long>(capacity));
  if (length <= 0 || buffer[0] != '/')
    buffer[0] = 0;
}

const char *errorText(int error) {
  switch (error) {
  case ENOENT:
    return "no such file or directory";
  case EACCES:
  case EPERM:
    return "permission denied";
  case EISDIR:
    return "it is a directory";
  case ENOTDIR:
    return "a part of the path is not a directory";
  case ELOOP:
    return "it is a symbolic link";
  case ENXIO:
    return "it is a pipe that nobody reads";
  case ENOSPC:
    return "no space left on the device";
  case EROFS:
    return "the file system is read-only";
  case EMFILE:
  case ENFILE:
    return "too many open files";
  case ENAMETOOLONG:
    return "the name is too long";
  default:
    return "input/output error";
  }
}

} // namespace mapsan
