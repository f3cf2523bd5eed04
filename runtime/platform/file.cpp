// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops around read and write.
#include "runtime/platform/file.h"

#include "runtime/platform/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>

namespace mapsan {

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
    if (result > 0)
      written += static_cast<size_t>(result);
    else if (result != -EINTR)
      break;
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
