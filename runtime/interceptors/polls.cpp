// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Waiting until a descriptor can be read. Who is woken may know enough and not
// read at all: so that it can be read is an acquire already.
//
// epoll tells who is woken a number of the program's choice, not the
// descriptor. So all that the instance watches and that may be a wake-up is
// acquired: pipes, eventfds, socketpairs. Connections and files must be read to
// order anything.
#include "runtime/interceptors/descriptors.h"

#include <poll.h>
#include <sys/epoll.h>

using namespace mapsan;

namespace {

// Of more than these few the others must be read.
struct Watched {
  uint64_t ends[8];
};
constexpr int kMostEpolls = 1024;
Watched watched[kMostEpolls];

void watch(int epoll, uint64_t end) {
  for (uint64_t &each : watched[epoll].ends) {
    uint64_t expected = 0;
    if (__atomic_compare_exchange_n(&each, &expected, end, false,
                                    __ATOMIC_RELEASE, __ATOMIC_RELAXED) ||
        expected == end)
      return;
  }
}

int woken(int result, int epoll) {
  if (result <= 0 || !isReportMode())
    return result;
  acquireEnd(endsOf(epoll).reads);
  if (epoll < kMostEpolls)
    for (uint64_t &each : watched[epoll].ends)
      acquireEnd(__atomic_load_n(&each, __ATOMIC_ACQUIRE));
  return result;
}

int polled(int result, const pollfd *polls, nfds_t count) {
  if (result > 0 && isReportMode())
    for (nfds_t i = 0; i < count; ++i)
      if (polls[i].revents)
        acquireEnd(endsOf(polls[i].fd).reads);
  return result;
}

int selected(int result, int count, const fd_set *readable) {
  if (result > 0 && readable && isReportMode())
    for (int i = 0; i < count; ++i)
      if (FD_ISSET(i, readable))
        acquireEnd(endsOf(i).reads);
  return result;
}

} // namespace

MAPSAN_BODY int epoll_ctl(int epoll, int command, int descriptor,
                          epoll_event *event) noexcept {
  beforeWrite(epoll);
  if (isReportMode() && epoll >= 0 && epoll < kMostEpolls &&
      command != EPOLL_CTL_DEL) {
    const Ends ends = endsOf(descriptor);
    if (ends.mayWake)
      watch(epoll, ends.reads);
  }
  return MAPSAN_REAL(epoll_ctl)(epoll, command, descriptor, event);
}

MAPSAN_BODY int epoll_wait(int epoll, epoll_event *events, int most,
                           int timeout) {
  return woken(MAPSAN_REAL(epoll_wait)(epoll, events, most, timeout), epoll);
}

MAPSAN_BODY int epoll_pwait(int epoll, epoll_event *events, int most,
                            int timeout, const sigset_t *mask) {
  return woken(MAPSAN_REAL(epoll_pwait)(epoll, events, most, timeout, mask),
               epoll);
}

MAPSAN_BODY int poll(pollfd *polls, nfds_t count, int timeout) {
  return polled(MAPSAN_REAL(poll)(polls, count, timeout), polls, count);
}

MAPSAN_BODY int __poll_chk(pollfd *polls, nfds_t count, int timeout,
                           size_t room) {
  return polled(MAPSAN_REAL(__poll_chk)(polls, count, timeout, room), polls,
                count);
}

MAPSAN_BODY int ppoll(pollfd *polls, nfds_t count, const timespec *timeout,
                      const sigset_t *mask) {
  return polled(MAPSAN_REAL(ppoll)(polls, count, timeout, mask), polls, count);
}

MAPSAN_BODY int select(int count, fd_set *readable, fd_set *writable,
                       fd_set *special, timeval *timeout) {
  return selected(
      MAPSAN_REAL(select)(count, readable, writable, special, timeout), count,
      readable);
}

MAPSAN_BODY int pselect(int count, fd_set *readable, fd_set *writable,
                        fd_set *special, const timespec *timeout,
                        const sigset_t *mask) {
  return selected(
      MAPSAN_REAL(pselect)(count, readable, writable, special, timeout, mask),
      count, readable);
}
