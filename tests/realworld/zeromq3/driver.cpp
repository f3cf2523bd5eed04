// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads bind endpoints of their own in one context, connect several sockets to
// each, send a message through every one and close them all.
#include <cerrno>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>
#include <zmq.h>

static void expect(bool isTrue) {
  if (!isTrue)
    std::abort();
}

// Closed sockets go later, by a thread of the context's.
static void *newSocket(void *context, int type) {
  void *socket;
  while (!(socket = zmq_socket(context, type))) {
    expect(errno == EMFILE);
    std::this_thread::yield();
  }
  const int linger = 0;
  expect(zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger) == 0);
  return socket;
}

int main() {
  void *context = zmq_ctx_new();
  zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 200);
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([context, number] {
      for (int round = 0; round < 5000; ++round) {
        const std::string name = "inproc://" + std::to_string(number) + "-" + std::to_string(round);
        void *server = newSocket(context, ZMQ_PULL), *clients[6];
        expect(zmq_bind(server, name.c_str()) == 0);
        for (void *&client : clients) {
          client = newSocket(context, ZMQ_PUSH);
          expect(zmq_connect(client, name.c_str()) == 0);
        }
        for (void *client : clients) {
          char got[4];
          expect(zmq_send(client, "text", 4, 0) == 4 && zmq_recv(server, got, 4, 0) == 4);
          zmq_close(client);
        }
        zmq_close(server);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  zmq_ctx_term(context);
}
