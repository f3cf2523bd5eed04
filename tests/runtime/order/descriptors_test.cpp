// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/runtime/order/order.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <thread>

using namespace mapsan;

namespace {

char byte;

void put(int to) { EXPECT_EQ(1, write(to, &byte, 1)); }
void get(int from) { EXPECT_EQ(1, read(from, &byte, 1)); }

struct Pipe {
  Pipe() { EXPECT_EQ(0, pipe(ends)); }
  ~Pipe() {
    close(ends[0]);
    close(ends[1]);
  }
  int ends[2];
};

TEST(DescriptorOrder, Pipe) {
  Pipe one;
  EXPECT_TRUE(isOrdered([&] { put(one.ends[1]); }, [&] { get(one.ends[0]); }));
}

TEST(DescriptorOrder, OtherPipesOrderNothing) {
  Pipe one, two;
  EXPECT_FALSE(isOrdered([&] { put(one.ends[1]); },
                         [&] {
                           put(two.ends[1]);
                           get(two.ends[0]);
                         }));
}

TEST(DescriptorOrder, CopiesOfAPipe) {
  Pipe one;
  const int copy = dup(one.ends[1]);
  EXPECT_TRUE(isOrdered([&] { put(copy); }, [&] { get(one.ends[0]); }));
  close(copy);
}

TEST(DescriptorOrder, VectorsToo) {
  Pipe one;
  iovec part = {&byte, 1};
  EXPECT_TRUE(isOrdered([&] { EXPECT_EQ(1, writev(one.ends[1], &part, 1)); },
                        [&] { EXPECT_EQ(1, readv(one.ends[0], &part, 1)); }));
}

TEST(DescriptorOrder, TheEndOfAPipeIsSeen) {
  int ends[2];
  ASSERT_EQ(0, pipe(ends));
  EXPECT_TRUE(isOrdered([&] { close(ends[1]); },
                        [&] { EXPECT_EQ(0, read(ends[0], &byte, 1)); }));
  close(ends[0]);
}

TEST(DescriptorOrder, Eventfd) {
  const int event = eventfd(0, 0), other = eventfd(1, 0);
  EXPECT_TRUE(isOrdered([&] { eventfd_write(event, 1); },
                        [&] {
                          eventfd_t value;
                          eventfd_read(event, &value);
                        }));
  EXPECT_FALSE(isOrdered([&] { eventfd_write(event, 1); },
                         [&] {
                           eventfd_t value;
                           eventfd_read(other, &value);
                         }));
  close(event);
  close(other);
}

TEST(DescriptorOrder, CopiesOfAnEventfd) {
  const int event = eventfd(0, 0);
  const int copy = fcntl(event, F_DUPFD_CLOEXEC, 0), third = dup(copy);
  EXPECT_TRUE(isOrdered([&] { eventfd_write(third, 1); },
                        [&] {
                          eventfd_t value;
                          eventfd_read(event, &value);
                        }));
  for (const int each : {event, copy, third})
    close(each);
}

TEST(DescriptorOrder, Socketpair) {
  int one[2], two[2];
  ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, one));
  ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, two));
  EXPECT_TRUE(isOrdered([&] { send(one[0], &byte, 1, 0); },
                        [&] { recv(one[1], &byte, 1, 0); }));
  EXPECT_FALSE(isOrdered([&] { put(one[0]); },
                         [&] {
                           put(two[0]);
                           get(two[1]);
                         }));
  for (const int each : {one[0], one[1], two[0], two[1]})
    close(each);
}

TEST(DescriptorOrder, File) {
  char name[] = "/tmp/mapsan_order_XXXXXX";
  const int file = mkstemp(name);
  EXPECT_TRUE(isOrdered([&] { put(file); },
                        [&] {
                          const int again = open(name, O_RDONLY);
                          get(again);
                          close(again);
                        }));
  unlink(name);
  close(file);
}

// What follows the first write to a file is told when somebody reads
// (runtime/interceptors/written_files.h).
class DescriptorOrderOfFiles : public testing::Test {
protected:
  DescriptorOrderOfFiles() {
    put(one);
    put(two);
  }
  ~DescriptorOrderOfFiles() override {
    close(one);
    close(two);
    unlink(name);
    unlink(other);
  }
  static void readFrom(const char *which) {
    const int again = open(which, O_RDONLY);
    get(again);
    close(again);
  }

  char name[32] = "/tmp/mapsan_order_XXXXXX";
  char other[32] = "/tmp/mapsan_order_XXXXXX";
  const int one = mkstemp(name), two = mkstemp(other);
};

TEST_F(DescriptorOrderOfFiles, LaterWrites) {
  EXPECT_TRUE(isOrdered([&] { put(one); }, [&] { readFrom(name); }));
  EXPECT_TRUE(isOrdered([&] { put(one); }, [&] { readFrom(name); }));
}

TEST_F(DescriptorOrderOfFiles, OtherFilesOrderNothing) {
  EXPECT_FALSE(isOrdered([&] { put(one); }, [&] { readFrom(other); }));
}

TEST_F(DescriptorOrderOfFiles, AnotherThreadHasLookedBefore) {
  EXPECT_TRUE(isOrdered(
      [&] {
        put(one);
        std::thread([&] { readFrom(other); }).join();
      },
      [&] { readFrom(name); }));
}

TEST_F(DescriptorOrderOfFiles, ClosedMeanwhile) {
  const int copy = dup(one);
  put(copy);
  EXPECT_TRUE(isOrdered([&] { put(copy); },
                        [&] {
                          close(copy);
                          readFrom(name);
                        }));
}

TEST_F(DescriptorOrderOfFiles, WhatWasClosedOrdersNothingLater) {
  const int copy = dup(one);
  put(copy);
  EXPECT_FALSE(isOrdered(
      [&] {
        put(copy);
        close(copy);
      },
      [&] {
        EXPECT_EQ(copy, dup(two));
        put(copy);
        put(copy);
        readFrom(other);
      }));
  close(copy);
}

TEST_F(DescriptorOrderOfFiles, ClosedAndGivenOutAgainUnseen) {
  const int copy = dup(one);
  put(copy);
  ASSERT_EQ(0, close_range(copy, copy, 0));
  ASSERT_EQ(copy, dup(two));
  EXPECT_TRUE(isOrdered([&] { put(copy); }, [&] { readFrom(other); }));
  close(copy);
}

TEST_F(DescriptorOrderOfFiles, APipeThatWasAFile) {
  const int copy = dup(one);
  put(copy);
  Pipe later;
  ASSERT_EQ(0, close_range(copy, copy, 0));
  ASSERT_EQ(copy, fcntl(later.ends[1], F_DUPFD, copy));
  EXPECT_TRUE(isOrdered([&] { put(copy); }, [&] { get(later.ends[0]); }));
  close(copy);
}

TEST(DescriptorOrder, LogsOrderNothing) {
  const int nowhere = open("/dev/null", O_WRONLY);
  EXPECT_FALSE(isOrdered([&] { put(nowhere); }, [&] { put(nowhere); }));
  close(nowhere);
}

sockaddr *asAddress(void *address) { return static_cast<sockaddr *>(address); }

class Server {
public:
  Server() : socket_(socket(AF_INET6, SOCK_STREAM, 0)) {
    sockaddr_in6 any = {};
    any.sin6_family = AF_INET6;
    if (socket_ < 0 || bind(socket_, asAddress(&any), sizeof any) ||
        listen(socket_, 5)) {
      isReady = false;
      return;
    }
    socklen_t size = sizeof any;
    getsockname(socket_, asAddress(&any), &size);
    port = any.sin6_port;
  }
  ~Server() { close(socket_); }
  int connected() const { // by IPv4: the other end sees a mapped address
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = port;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(0, connect(client, asAddress(&address), sizeof address));
    return client;
  }
  int accepted() const { return accept(socket_, nullptr, nullptr); }
  bool isReady = true;
  in_port_t port = 0;

private:
  int socket_;
};

TEST(DescriptorOrder, ConnectionsByNetwork) {
  Server server;
  if (!server.isReady)
    GTEST_SKIP() << "no network";
  int client = -1, served = -1;
  EXPECT_TRUE(isOrdered([&] { client = server.connected(); },
                        [&] { served = server.accepted(); }));
  EXPECT_TRUE(isOrdered([&] { send(client, &byte, 1, 0); },
                        [&] { recv(served, &byte, 1, 0); }));
  EXPECT_TRUE(isOrdered([&] { put(served); }, [&] { get(client); }));
  // Another connection of the same server.
  const int client2 = server.connected(), served2 = server.accepted();
  EXPECT_FALSE(isOrdered([&] { put(client); },
                         [&] {
                           put(client2);
                           get(served2);
                         }));
  EXPECT_TRUE(isOrdered([&] { shutdown(client2, SHUT_WR); },
                        [&] { EXPECT_EQ(0, read(served2, &byte, 1)); }));
  for (const int each : {client, served, client2, served2})
    close(each);
}

TEST(DescriptorOrder, Datagrams) {
  const int from = socket(AF_INET, SOCK_DGRAM, 0);
  const int to = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (from < 0 || to < 0 || bind(to, asAddress(&address), sizeof address))
    GTEST_SKIP() << "no network";
  socklen_t size = sizeof address;
  getsockname(to, asAddress(&address), &size);
  EXPECT_TRUE(
      isOrdered([&] { sendto(from, &byte, 1, 0, asAddress(&address), size); },
                [&] { recvfrom(to, &byte, 1, 0, nullptr, nullptr); }));
  connect(from, asAddress(&address), size);
  EXPECT_TRUE(isOrdered([&] { put(from); }, [&] { get(to); }));
  close(from);
  close(to);
}

TEST(DescriptorOrder, LocalSocketsByName) {
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "mapsan-order-%d",
           getpid());
  const socklen_t size = static_cast<socklen_t>(
      offsetof(sockaddr_un, sun_path) + 1 + strlen(name.sun_path + 1));
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  const int client = socket(AF_UNIX, SOCK_STREAM, 0);
  int served = -1;
  ASSERT_EQ(0, bind(server, asAddress(&name), size));
  ASSERT_EQ(0, listen(server, 1));
  EXPECT_TRUE(
      isOrdered([&] { connect(client, asAddress(&name), size); },
                [&] { served = accept4(server, nullptr, nullptr, 0); }));
  EXPECT_TRUE(isOrdered([&] { put(client); }, [&] { get(served); }));
  EXPECT_TRUE(isOrdered([&] { put(served); }, [&] { get(client); }));
  for (const int each : {server, client, served})
    close(each);
}

// Woken, and nothing was read.
TEST(DescriptorOrder, PollAndSelect) {
  Pipe one;
  pollfd polls = {one.ends[0], POLLIN, 0};
  EXPECT_TRUE(isOrdered([&] { put(one.ends[1]); },
                        [&] { EXPECT_EQ(1, poll(&polls, 1, -1)); }));
  EXPECT_TRUE(isOrdered([&] { put(one.ends[1]); },
                        [&] {
                          fd_set readable;
                          FD_ZERO(&readable);
                          FD_SET(one.ends[0], &readable);
                          EXPECT_EQ(1, select(one.ends[0] + 1, &readable,
                                              nullptr, nullptr, nullptr));
                        }));
}

TEST(DescriptorOrder, Epoll) {
  const int epoll = epoll_create1(0), event = eventfd(0, 0);
  epoll_event wanted = {}, got;
  wanted.events = EPOLLIN | EPOLLET;
  EXPECT_TRUE(isOrdered(
      [&] {
        epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted);
        uint64_t one = 1;
        EXPECT_EQ(8, write(event, &one, 8));
      },
      [&] { EXPECT_EQ(1, epoll_wait(epoll, &got, 1, -1)); }));
  EXPECT_TRUE(isOrdered([&] { eventfd_write(event, 1); },
                        [&] { EXPECT_EQ(1, epoll_wait(epoll, &got, 1, -1)); }));
  close(event);
  close(epoll);
}

TEST(DescriptorOrder, ErrnoIsLeftAlone) {
  errno = 0;
  EXPECT_EQ(-1, read(-1, &byte, 1));
  EXPECT_EQ(EBADF, errno);
  errno = 77;
  put(Pipe().ends[1]);
  EXPECT_EQ(77, errno);
}

} // namespace
