// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   what it is                      its number comes from
//   -----------------------------   -------------------------------------------
//   file, directory, pipe, FIFO,    device and inode (both ends of a pipe have
//   device                          the same)
//   terminal                        one for all: its two sides are two devices
//   stream socket, internet         its two ports, whichever comes first: the
//                                   other end has the same two
//   stream socket, local            its two names, likewise; of a socketpair,
//                                   the pair's
//   listening, datagram             written: the port or name sent to;
//                                   read: its own
//   other sockets                   one for all
//   eventfd, timerfd, epoll ...     the descriptor (noteCopied)
//
// Numbers are mixed from these; that two things get one number by accident, or
// two connections have the same two ports, orders too much and nothing else.
#include "runtime/platform/descriptors.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

namespace mapsan {

namespace {

enum : uint64_t {
  kFile = 1,
  kTerminal,
  kPort,
  kPortPair,
  kName,
  kNamePair,
  kPair,
  kOtherSocket,
  kNumber
};

uint64_t mixed(uint64_t kind, uint64_t a, uint64_t b = 0) {
  const auto step = [](uint64_t value) {
    value *= 0x9E3779B97F4A7C15ull;
    return value ^ value >> 32;
  };
  return step(step(kind ^ a) ^ b) | 1;
}

uint64_t mixedPair(uint64_t kind, uint64_t a, uint64_t b) {
  return a < b ? mixed(kind, a, b) : mixed(kind, b, a);
}

struct Name {
  enum { Other, Port, Local } kind;
  uint64_t number;
};

Name nameIn(const sockaddr *address, socklen_t size) {
  if (size >= sizeof(sockaddr_in) && address->sa_family == AF_INET)
    return {Name::Port,
            reinterpret_cast<const sockaddr_in *>(address)->sin_port};
  if (size >= sizeof(sockaddr_in6) && address->sa_family == AF_INET6)
    return {Name::Port,
            reinterpret_cast<const sockaddr_in6 *>(address)->sin6_port};
  if (size < offsetof(sockaddr_un, sun_path) || address->sa_family != AF_UNIX)
    return {Name::Other, 0};
  const sockaddr_un *local = reinterpret_cast<const sockaddr_un *>(address);
  uint64_t sum = 0; // 0: it has no name
  for (size_t i = 0; i < size - offsetof(sockaddr_un, sun_path); ++i) {
    if (i && !local->sun_path[i] && local->sun_path[0])
      break; // a path ends with a zero, another name may contain some
    sum = mixed(sum, static_cast<unsigned char>(local->sun_path[i]));
  }
  return {Name::Local, sum};
}

template <typename Ask> Name ask(int descriptor, Ask which) {
  sockaddr_storage address;
  socklen_t size = sizeof address;
  sockaddr *to = reinterpret_cast<sockaddr *>(&address);
  if (which(descriptor, to, &size) != 0 || size > sizeof address)
    return {Name::Other, 0};
  return nameIn(to, size);
}

uint64_t numberOf(const Name &name) {
  return name.kind == Name::Port    ? mixed(kPort, name.number)
         : name.kind == Name::Local ? mixed(kName, name.number)
                                    : mixed(kOtherSocket, 0);
}

// Sockets that a socketpair made, by inode, which a socket keeps for its life.
// Full: later pairs are like other local sockets without names.
struct Half {
  uint64_t inode, pair;
};
constexpr unsigned kHalfBits = 12, kProbes = 16;
Half halves[1u << kHalfBits];

Half &halfAt(uint64_t inode, unsigned probe) {
  return halves[((inode * 0x9E3779B97F4A7C15ull >> (64 - kHalfBits)) + probe) &
                ((1u << kHalfBits) - 1)];
}

uint64_t pairOf(uint64_t inode) {
  for (unsigned i = 0; i < kProbes; ++i) {
    const uint64_t found =
        __atomic_load_n(&halfAt(inode, i).inode, __ATOMIC_ACQUIRE);
    if (found == inode)
      return __atomic_load_n(&halfAt(inode, i).pair, __ATOMIC_RELAXED);
    if (found == 0)
      break;
  }
  return 0;
}

Half *claim(uint64_t inode) {
  for (unsigned i = 0; i < kProbes; ++i) {
    uint64_t expected = 0;
    if (__atomic_compare_exchange_n(&halfAt(inode, i).inode, &expected, inode,
                                    false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED) ||
        expected == inode)
      return &halfAt(inode, i);
  }
  return nullptr;
}

Ends endsOfSocket(int descriptor, uint64_t inode) {
  if (const uint64_t pair = pairOf(inode)) {
    const uint64_t number = mixed(kPair, pair);
    return {number, number, true, false};
  }
  const Name own = ask(descriptor, getsockname);
  const Name peer = ask(descriptor, getpeername);
  int type = 0;
  socklen_t size = sizeof type;
  getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size);
  const bool isStream = type == SOCK_STREAM || type == SOCK_SEQPACKET;
  if (!isStream || peer.kind == Name::Other)
    return {numberOf(peer), numberOf(own), false, false};
  const uint64_t number = mixedPair(
      own.kind == Name::Port ? kPortPair : kNamePair, own.number, peer.number);
  return {number, number, false, false};
}

// By descriptor: that of which it is a copy, plus one; 0: none.
constexpr int kMostDescriptors = 1 << 16;
uint32_t copiedFrom[kMostDescriptors];

uint64_t numberOf(int descriptor) {
  if (descriptor >= kMostDescriptors)
    return mixed(kNumber, kMostDescriptors);
  const uint32_t from =
      __atomic_load_n(&copiedFrom[descriptor], __ATOMIC_RELAXED);
  return mixed(kNumber, from ? from - 1 : static_cast<uint32_t>(descriptor));
}

class KeepErrno {
public:
  KeepErrno() : saved_(errno) {}
  ~KeepErrno() { errno = saved_; }

private:
  int saved_;
};

bool isTerminal(dev_t device) {
  const unsigned number = major(device);
  return (number == 5 && minor(device) == 2) || (number >= 136 && number < 144);
}

} // namespace

Ends endsOf(int descriptor) {
  const KeepErrno keep;
  struct stat file;
  if (descriptor < 0 || fstat(descriptor, &file) != 0)
    return {};
  uint64_t number;
  bool mayWake = false;
  switch (file.st_mode & S_IFMT) {
  case S_IFSOCK:
    return endsOfSocket(descriptor, file.st_ino);
  case 0:
    number = numberOf(descriptor);
    mayWake = true;
    break;
  case S_IFCHR:
    number = isTerminal(file.st_rdev) ? mixed(kTerminal, 0)
                                      : mixed(kFile, file.st_dev, file.st_ino);
    break;
  default:
    number = mixed(kFile, file.st_dev, file.st_ino);
    mayWake = S_ISFIFO(file.st_mode);
  }
  return {number, number, mayWake, S_ISREG(file.st_mode)};
}

uint64_t endAt(int descriptor, const void *address, uint32_t size) {
  const Name name = address
                        ? nameIn(static_cast<const sockaddr *>(address), size)
                        : Name{Name::Other, 0};
  return name.kind == Name::Other ? endsOf(descriptor).writes : numberOf(name);
}

void noteCopied(int from, int to) {
  if (from < 0 || to < 0 || from >= kMostDescriptors || to >= kMostDescriptors)
    return;
  const uint32_t root = __atomic_load_n(&copiedFrom[from], __ATOMIC_RELAXED);
  __atomic_store_n(&copiedFrom[to],
                   root ? root : static_cast<uint32_t>(from) + 1,
                   __ATOMIC_RELAXED);
}

void noteMade(int descriptor) {
  if (descriptor >= 0 && descriptor < kMostDescriptors)
    __atomic_store_n(&copiedFrom[descriptor], 0u, __ATOMIC_RELAXED);
}

void notePair(int one, int two) {
  const KeepErrno keep;
  struct stat first, second;
  if (fstat(one, &first) != 0 || fstat(two, &second) != 0)
    return;
  Half *half = claim(first.st_ino);
  Half *other = half ? claim(second.st_ino) : nullptr;
  // A half alone counts for nothing: its pair stays 0.
  if (!other)
    return;
  __atomic_store_n(&half->pair, first.st_ino, __ATOMIC_RELAXED);
  __atomic_store_n(&other->pair, first.st_ino, __ATOMIC_RELAXED);
}

} // namespace mapsan
