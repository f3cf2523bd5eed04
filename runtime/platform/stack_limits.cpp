// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where this thread's stack lies. pthread_getattr_np knows, but allocates from
// the program's heap; so we look into /proc/self/maps ourselves for the mapping
// that holds the stack pointer.
//
//   thread made by pthread_create    up to the thread's control block, which
//                                    the C library puts at the stack's end
//   first thread                     the mapping "[stack]", which grows: down
//                                    to the resource limit
//   anything else (alternate stack, fiber)   the mapping
//   /proc not readable               a guess; frames are read with care
#include "runtime/platform/stack.h"

#include "runtime/platform/system_call.h"

#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/resource.h>

namespace mapsan {
namespace {

constexpr uintptr_t kGuess = 8u << 20;
constexpr uintptr_t kLargestStack = uintptr_t{1} << 30;

/// Reads "begin-end perms offset device inode path" lines, a character at a
/// time: a mapping list may be megabytes long.
class MapsReader {
public:
  explicit MapsReader(int fd) : fd_(fd) {}

  bool next(StackLimits &mapping, bool &isMainStack) {
    mapping = {number(), 0};
    if (character_ != '-')
      return false;
    mapping.high = number();
    constexpr char kMainStack[] = "[stack]";
    unsigned matched = 0;
    while (character_ != '\n' && character_ >= 0) {
      matched = character_ == kMainStack[matched] ? matched + 1 : 0;
      isMainStack = matched == sizeof(kMainStack) - 1;
      if (isMainStack)
        matched = 0;
      advance();
    }
    return true;
  }

private:
  void advance() {
    if (at_ == length_) {
      length_ = systemCall(SYS_read, fd_, argument(buffer_), sizeof(buffer_));
      at_ = 0;
    }
    character_ = length_ > 0 ? buffer_[at_++] : -1;
    if (length_ <= 0)
      at_ = length_ = 0;
  }

  uintptr_t number() {
    uintptr_t value = 0;
    for (advance(); true; advance()) {
      if (character_ >= '0' && character_ <= '9')
        value = value << 4 | static_cast<unsigned>(character_ - '0');
      else if (character_ >= 'a' && character_ <= 'f')
        value = value << 4 | static_cast<unsigned>(character_ - 'a' + 10);
      else
        return value;
    }
  }

  int fd_;
  int character_ = 0;
  long at_ = 0, length_ = 0;
  char buffer_[1024];
};

uintptr_t mainStackBytes() {
  rlimit limit{};
  long result = systemCall(SYS_prlimit64, 0, RLIMIT_STACK, 0, argument(&limit));
  if (result < 0 || limit.rlim_cur > kLargestStack)
    return kLargestStack;
  return limit.rlim_cur;
}

bool findMapping(uintptr_t address, StackLimits &limits) {
  long fd = systemCall(SYS_openat, AT_FDCWD, argument("/proc/self/maps"),
                       O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  MapsReader reader(static_cast<int>(fd));
  bool found = false;
  bool isMainStack = false;
  while (!found && reader.next(limits, isMainStack))
    found = limits.contains(address);
  systemCall(SYS_close, fd);
  uintptr_t bytes = found && isMainStack ? mainStackBytes() : 0;
  if (bytes > limits.high - limits.low && bytes < limits.high)
    limits.low = limits.high - bytes;
  return found;
}

} // namespace

StackLimits createdStackLimits(uintptr_t bytes) {
  const uintptr_t here =
      reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const uintptr_t control = static_cast<uintptr_t>(pthread_self());
  if (control <= here || control - here >= bytes)
    return currentStackLimits();
  return {control - bytes, control};
}

StackLimits currentStackLimits() {
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  uintptr_t control = static_cast<uintptr_t>(pthread_self());
  StackLimits limits{};
  if (!findMapping(here, limits))
    limits = {here & ~uintptr_t{4095}, here + kGuess};
  if (control > here && control < limits.high)
    limits.high = control;
  return limits;
}

} // namespace mapsan
