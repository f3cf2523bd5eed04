// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes that one thread writes and another reads: pipes, sockets, eventfds,
// files. Writing releases, reading acquires, closing releases (others see the
// end). platform/descriptors.h finds what the two ends have in common.
//
// In flag mode writing is only counted. What libc does inside itself (fflush,
// fclose) is not seen.
#include "runtime/interceptors/descriptors.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

using namespace mapsan;

namespace {

void beforeSend(int descriptor, const void *address, uint32_t size) {
  countRelease();
  if (isReportMode())
    releaseEnd(endAt(descriptor, address, size));
}

/// Nothing read is read too: the other end was closed.
template <typename Result> Result afterRead(Result result, int descriptor) {
  if (result >= 0 && isReportMode())
    acquireEnd(endsOf(descriptor).reads);
  return result;
}

} // namespace

#define MAPSAN_READ(result, name, params, ...)                                 \
  MAPSAN_BODY result name params {                                             \
    return afterRead(MAPSAN_REAL(name)(descriptor, __VA_ARGS__), descriptor);  \
  }
#define MAPSAN_WRITE(result, name, params, ...)                                \
  MAPSAN_BODY result name params {                                             \
    beforeWrite(descriptor);                                                   \
    return MAPSAN_REAL(name)(descriptor, __VA_ARGS__);                         \
  }

MAPSAN_READ(ssize_t, read, (int descriptor, void *to, size_t size), to, size)
MAPSAN_READ(ssize_t, __read_chk,
            (int descriptor, void *to, size_t size, size_t room), to, size,
            room)
MAPSAN_READ(ssize_t, readv, (int descriptor, const iovec *parts, int count),
            parts, count)
MAPSAN_READ(ssize_t, pread, (int descriptor, void *to, size_t size, off_t at),
            to, size, at)
MAPSAN_READ(ssize_t, pread64,
            (int descriptor, void *to, size_t size, off64_t at), to, size, at)
MAPSAN_READ(ssize_t, recv, (int descriptor, void *to, size_t size, int flags),
            to, size, flags)
MAPSAN_READ(ssize_t, __recv_chk,
            (int descriptor, void *to, size_t size, size_t room, int flags), to,
            size, room, flags)
MAPSAN_READ(ssize_t, recvfrom,
            (int descriptor, void *to, size_t size, int flags, sockaddr *from,
             socklen_t *fromSize),
            to, size, flags, from, fromSize)
MAPSAN_READ(ssize_t, __recvfrom_chk,
            (int descriptor, void *to, size_t size, size_t room, int flags,
             sockaddr *from, socklen_t *fromSize),
            to, size, room, flags, from, fromSize)
MAPSAN_READ(ssize_t, recvmsg, (int descriptor, msghdr *message, int flags),
            message, flags)
MAPSAN_READ(int, recvmmsg,
            (int descriptor, mmsghdr *messages, unsigned count, int flags,
             timespec *until),
            messages, count, flags, until)
MAPSAN_READ(int, eventfd_read, (int descriptor, eventfd_t *value), value)
MAPSAN_READ(int, accept, (int descriptor, sockaddr *peer, socklen_t *size),
            peer, size)
MAPSAN_READ(int, accept4,
            (int descriptor, sockaddr *peer, socklen_t *size, int flags), peer,
            size, flags)

MAPSAN_WRITE(ssize_t, write, (int descriptor, const void *from, size_t size),
             from, size)
MAPSAN_WRITE(ssize_t, writev, (int descriptor, const iovec *parts, int count),
             parts, count)
MAPSAN_WRITE(ssize_t, pwrite,
             (int descriptor, const void *from, size_t size, off_t at), from,
             size, at)
MAPSAN_WRITE(ssize_t, pwrite64,
             (int descriptor, const void *from, size_t size, off64_t at), from,
             size, at)
MAPSAN_WRITE(ssize_t, send,
             (int descriptor, const void *from, size_t size, int flags), from,
             size, flags)
MAPSAN_WRITE(int, eventfd_write, (int descriptor, eventfd_t value), value)

MAPSAN_BODY int timerfd_settime(int descriptor, int flags,
                                const itimerspec *time,
                                itimerspec *before) noexcept {
  beforeWrite(descriptor);
  return MAPSAN_REAL(timerfd_settime)(descriptor, flags, time, before);
}

MAPSAN_BODY int shutdown(int descriptor, int how) noexcept {
  beforeWrite(descriptor);
  return MAPSAN_REAL(shutdown)(descriptor, how);
}

MAPSAN_BODY int close(int descriptor) {
  beforeClose(descriptor);
  return MAPSAN_REAL(close)(descriptor);
}

MAPSAN_BODY int connect(int descriptor, const sockaddr *peer, socklen_t size) {
  beforeSend(descriptor, peer, size);
  return MAPSAN_REAL(connect)(descriptor, peer, size);
}

MAPSAN_BODY ssize_t sendto(int descriptor, const void *from, size_t size,
                           int flags, const sockaddr *peer,
                           socklen_t peerSize) {
  beforeSend(descriptor, peer, peerSize);
  return MAPSAN_REAL(sendto)(descriptor, from, size, flags, peer, peerSize);
}

MAPSAN_BODY ssize_t sendmsg(int descriptor, const msghdr *message, int flags) {
  beforeSend(descriptor, message->msg_name, message->msg_namelen);
  return MAPSAN_REAL(sendmsg)(descriptor, message, flags);
}

MAPSAN_BODY int sendmmsg(int descriptor, mmsghdr *messages, unsigned count,
                         int flags) {
  for (unsigned i = 0; i < count; ++i)
    beforeSend(descriptor, messages[i].msg_hdr.msg_name,
               messages[i].msg_hdr.msg_namelen);
  return MAPSAN_REAL(sendmmsg)(descriptor, messages, count, flags);
}

// ---- new descriptors ----

MAPSAN_BODY int eventfd(unsigned value, int flags) noexcept {
  const int made = MAPSAN_REAL(eventfd)(value, flags);
  noteMade(made);
  return made;
}

MAPSAN_BODY int socketpair(int family, int type, int protocol,
                           int ends[2]) noexcept {
  const int result = MAPSAN_REAL(socketpair)(family, type, protocol, ends);
  if (result == 0 && isReportMode())
    notePair(ends[0], ends[1]);
  return result;
}

MAPSAN_BODY int dup(int from) noexcept {
  const int to = MAPSAN_REAL(dup)(from);
  noteCopied(from, to);
  return to;
}

MAPSAN_BODY int dup2(int from, int to) noexcept {
  if (from != to)
    beforeClose(to);
  const int result = MAPSAN_REAL(dup2)(from, to);
  if (result >= 0 && from != to)
    noteCopied(from, to);
  return result;
}

MAPSAN_BODY int dup3(int from, int to, int flags) noexcept {
  beforeClose(to);
  const int result = MAPSAN_REAL(dup3)(from, to, flags);
  if (result >= 0)
    noteCopied(from, to);
  return result;
}

// As syscall: by its symbol, with three parameters instead of an ellipsis.
MAPSAN_BODY int fcntlBody(int descriptor, int command,
                          long value) __asm__("fcntl");
MAPSAN_BODY int fcntlBody(int descriptor, int command, long value) {
  const int result = MAPSAN_REAL(fcntl)(descriptor, command, value);
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC)
    noteCopied(descriptor, result);
  return result;
}
MAPSAN_BODY int fcntl64Body(int descriptor, int command,
                            long value) __asm__("fcntl64");
MAPSAN_BODY int fcntl64Body(int descriptor, int command, long value) {
  return fcntlBody(descriptor, command, value);
}
