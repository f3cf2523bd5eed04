// RUN: %mapsanxx -O2 %s -o %t && %root/tests/support/lifetime %t
// Intent: maps that end with their thread or with the program: the order of destructors is
// an order, and a thread that goes on beside them is a race.
#include "lifetime.h"

#include <atomic>
#include <cstdlib>
#include <map>
#include <memory>
#include <unordered_map>

using Tree = std::map<int, int, Less>;

// Destroyed in the opposite order.
std::unordered_map<int, int> registry{{1, 30}};
struct Client {
  explicit Client(int key) : key(key) { registry.emplace(key, key); }
  ~Client() {
    if (registry.erase(key) != 1)
      std::abort();
  }
  int key;
};
Client client(2);
void lateClient() { static Client late(3); }

// The destructor of a static object ends its thread, which uses others.
struct Worker {
  Tree jobs;
  std::atomic<bool> mayEnd{false};
  std::thread thread{[this] {
    while (!mayEnd)
      std::this_thread::yield();
    jobs.emplace(registry.at(1), 1);
  }};
  ~Worker() {
    mayEnd = true;
    thread.join();
    jobs.clear();
  }
};
void workerLives() { static Worker worker; }

// Threads that nobody joins, and their maps, which lie where others were.
thread_local Tree ofThread;
thread_local std::unique_ptr<Tree> own;
void threadsEnd() {
  for (int i = 0; i < 10; ++i) {
    Barrier isDone;
    std::thread([&] {
      ofThread[i] = i;
      own.reset(new Tree(ofThread));
      isDone.arrive();
    }).detach();
    isDone.wait();
  }
}
void threadOfItsOwn() { ofThread.emplace(1, 1); }

// Another thread uses it before its own ends, which knows of that or does not.
template <bool isRace> void isLent() {
  std::atomic<Tree *> lent{nullptr};
  Barrier isThere, isAsked;
  std::atomic<bool> isGivenBack{false};
  std::thread owner([&] {
    ofThread[1] = 1;
    lent = &ofThread;
    isThere.arrive();
    isAsked.wait();
    if (!isRace)
      (void)isGivenBack.load();
  });
  isThere.wait();
  std::thread([&] {
    (void)lent.load()->size();
    isGivenBack = true;
    isAsked.arrive();
  }).join();
  owner.join();
}

// The program ends beside a thread, which has told that it is through or has not.
template <bool isRace> void staysBehind() {
  static Tree ages{{1, 30}};
  std::atomic<bool> &isDone = *new std::atomic<bool>(false);
  Barrier &isUsed = *new Barrier;
  std::thread([&] {
    ages.emplace(2, 40);
    isDone = true;
    isUsed.arrive();
    (new Barrier)->wait(); // for ever
  }).detach();
  isUsed.wait();
  if (!isRace)
    (void)isDone.load();
}

// It is inside when exit() destroys what it uses.
void isStillInside() {
  static Tree ages{{1, 30}, {2, 40}};
  Barrier &isInside = *new Barrier;
  std::thread([&] {
    hold.here(isInside, *new Barrier);
    ages.emplace(3, 50);
  }).detach();
  isInside.wait();
}

void nothing() {}

int main(int, char **arguments) {
  const char *title = "map destroyed while in use";
  return runCases(arguments, {{"statics", nullptr, workerLives, lateClient},
                              {"threads", nullptr, threadsEnd, threadOfItsOwn},
                              {"lent", title, isLent<true>, nothing, kAlone},
                              {"lent, given back", nullptr, isLent<false>, nothing},
                              {"stays behind", title, staysBehind<true>, nothing, kAlone},
                              {"stays behind, is through", nullptr, staysBehind<false>, nothing},
                              {"still inside", title, isStillInside, nothing, kAlone | kInside}});
}
