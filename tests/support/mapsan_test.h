// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a race test needs: a schedule. Barrier and Turn are made of machine
// instructions and futex calls written out here, so neither the plugin nor the
// runtime sees them: they fix the order of a test without becoming
// synchronisation between its threads, which would hide the race.
//
// A test in flag mode is a race only while somebody is inside an operation, so
// the user's own code inside it (a comparator, a hash, a copy) has to hold it
// there: Less, Hash and Slow below do that for a thread that called
// hold.here().
//
//   Barrier inside, done;
//   void writer() { hold.here(inside, done);  ages.insert({7, 1}); }
//   void reader() { inside.wait(); ages.find(3); done.arrive(); }
//   int main() { runBoth(writer, reader); }
#ifndef MAPSAN_TESTS_SUPPORT_MAPSAN_TEST_H
#define MAPSAN_TESTS_SUPPORT_MAPSAN_TEST_H

#include <exception>
#include <stddef.h>
#include <thread>

namespace invisible {

// linux/futex.h: FUTEX_WAIT | FUTEX_PRIVATE_FLAG, FUTEX_WAKE | ...
constexpr int kWait = 128, kWake = 129;

#if defined(__x86_64__)
inline void futex(int *word, int operation, int value) {
  long result = 202;
  register long timeout asm("r10") = 0;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(word), "S"((long)operation), "d"((long)value), "r"(timeout)
               : "rcx", "r11", "memory");
}
inline void add(int *word, int value) {
  asm volatile("lock; addl %1, %0" : "+m"(*word) : "r"(value) : "memory");
}
inline int load(int *word) {
  int value;
  asm volatile("movl %1, %0" : "=r"(value) : "m"(*word) : "memory");
  return value;
}
#elif defined(__aarch64__)
inline void futex(int *word, int operation, int value) {
  register long number asm("x8") = 98;
  register long first asm("x0") = (long)word;
  register long second asm("x1") = operation;
  register long third asm("x2") = value;
  register long timeout asm("x3") = 0;
  asm volatile("svc 0"
               : "+r"(first)
               : "r"(number), "r"(second), "r"(third), "r"(timeout)
               : "memory");
}
inline void add(int *word, int value) {
  int old, failed;
  asm volatile("1: ldaxr %w0, [%3]\n add %w0, %w0, %w2\n"
               " stlxr %w1, %w0, [%3]\n cbnz %w1, 1b"
               : "=&r"(old), "=&r"(failed)
               : "r"(value), "r"(word)
               : "memory");
}
inline int load(int *word) {
  int value;
  asm volatile("ldar %w0, [%1]" : "=r"(value) : "r"(word) : "memory");
  return value;
}
#else
#error "write futex(), add() and load() for this machine"
#endif

} // namespace invisible

/// Opens for good when `arrive` was called as often as `wait` asks.
class Barrier {
public:
  void arrive() {
    invisible::add(&arrived_, 1);
    invisible::futex(&arrived_, invisible::kWake, 1 << 30);
  }
  void wait(int expected = 1) {
    for (int seen; (seen = invisible::load(&arrived_)) < expected;)
      invisible::futex(&arrived_, invisible::kWait, seen);
  }

private:
  int arrived_ = 0;
};

/// Holds one thread inside an operation: after here(), that thread's next call
/// of pass() (from a comparator, a hash, a constructor) says so to `inside`
/// and goes on when `done` opens. Other threads and later calls just pass.
class Hold {
public:
  void here(Barrier &inside, Barrier &done) {
    inside_ = &inside;
    done_ = &done;
    armed_ = true;
  }
  void pass() {
    if (!armed_)
      return;
    armed_ = false;
    inside_->arrive();
    done_->wait();
  }

private:
  bool armed_ = false;
  Barrier *inside_ = nullptr;
  Barrier *done_ = nullptr;
};

inline thread_local Hold hold;

/// The order of int that can hold its caller.
struct Less {
  bool operator()(int left, int right) const {
    hold.pass();
    return left < right;
  }
};

/// The hash of int that can hold its caller. It is noexcept, so that libstdc++
/// does not cache its values: rehash and merge call it too.
struct Hash {
  size_t operator()(int key) const noexcept {
    hold.pass();
    return static_cast<size_t>(key);
  }
};

/// An int whose copy can hold its caller.
struct Slow {
  int value = 0;
  Slow(int value = 0) : value(value) {}
  Slow(const Slow &other) : value(other.value) { hold.pass(); }
  Slow &operator=(const Slow &other) {
    hold.pass();
    value = other.value;
    return *this;
  }
  bool operator==(const Slow &other) const {
    hold.pass();
    return value == other.value;
  }
};

/// Runs both in threads of their own and waits for them.
template <typename First, typename Second>
void runBoth(First first, Second second) {
  std::thread one(first), two(second);
  one.join();
  two.join();
}

/// The same, but the second begins when the first is through: nothing that MapSan
/// sees orders the two.
template <typename First, typename Second>
void runInTurn(First first, Second second) {
  Barrier isDone;
  runBoth(
      [&] {
        first();
        isDone.arrive();
      },
      [&] {
        isDone.wait();
        second();
      });
}

#endif
