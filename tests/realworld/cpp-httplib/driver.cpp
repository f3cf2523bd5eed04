// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small server of values by name; its handlers run in the threads of the library's
// pool and have a map behind a mutex. Clients in threads of their own write values and
// ask for all that there are. LOCK_FOR_READING comes from project.sh.
#include "httplib.h"
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

static std::map<std::string, std::string> values;
static std::mutex lock;

static std::string allNames() {
  LOCK_FOR_READING
  std::string names;
  for (const auto &value : values)
    names += value.first + "\n";
  return names;
}

int main() {
  httplib::Server server;
  server.set_tcp_nodelay(true);
  server.Post(R"(/values/(.+))", [](const httplib::Request &request, httplib::Response &) {
    std::lock_guard<std::mutex> guard(lock);
    values[request.matches[1]] = request.body;
  });
  server.Get("/values", [](const httplib::Request &, httplib::Response &response) {
    response.set_content(allNames(), "text/plain");
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread service([&] { server.listen_after_bind(); });
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number)
    threads.emplace_back([=] {
      httplib::Client client("127.0.0.1", port);
      client.set_tcp_nodelay(true);
      for (int round = 0; round < 500; ++round) {
        const std::string name = std::to_string(number) + "-" + std::to_string(round);
        const auto written = client.Post("/values/" + name, "text", "text/plain");
        const auto names = client.Get("/values");
        if (!written || !names || names->body.find(name + "\n") == std::string::npos)
          std::abort();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  server.stop();
  service.join();
}
