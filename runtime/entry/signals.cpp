// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the kernel knows and what the program believes:
//
//   program's action      kernel's action
//   --------------------  -----------------------------------------------------
//   default               our handler; afterwards the default action, and the
//                         signal again: the exit status is the signal's
//   a handler             our handler, then the program's with the signal mask
//                         it asked for; it may return, jump away or exit
//   ignore                ignore
//
// The handler first looks whether the thread has anything to do with maps. If
// not, it costs some memory reads: programs that live with SIGSEGV (garbage
// collectors, page tricks) go on as before.
//
// A fatal signal inside our own handler (level 2) makes do with call sites
// only; inside that one (level 3) the process dies without further words.
//
// Beside another sanitizer: its handler was there first, so ours comes before
// it and its report after ours; errors it finds without a signal end in its
// death callback, where we look too.
#include "runtime/entry/signals.h"

#include "runtime/base/spin_lock.h"
#include "runtime/entry/crash.h"
#include "runtime/interceptors/interceptors.h"
#include "runtime/platform/signal_stack.h"
#include "runtime/platform/system.h"
#include "runtime/platform/system_call.h"
#include "runtime/state/runtime.h"

#include <errno.h>

extern "C" __attribute__((weak)) void
__sanitizer_set_death_callback(void (*callback)());
extern "C" __attribute__((weak)) int __asan_report_present();

namespace mapsan {

namespace {

struct FatalSignal {
  int number;
  const char *name;
  bool returnsToFault; // the instruction is executed again
};
constexpr FatalSignal kFatal[] = {
    {SIGSEGV, "SIGSEGV", true},  {SIGBUS, "SIGBUS", true},
    {SIGABRT, "SIGABRT", false}, {SIGFPE, "SIGFPE", true},
    {SIGILL, "SIGILL", true},    {SIGTRAP, "SIGTRAP", false}};
constexpr unsigned kFatalCount = sizeof kFatal / sizeof *kFatal;

/// The program's action. Written to the slot that is not current, then made
/// current, so that a handler never reads half of one.
struct ProgramAction {
  struct sigaction slots[2];
  uint32_t current;
  bool isFromStart; // nobody has changed it since we came

  const struct sigaction &get() const {
    return slots[__atomic_load_n(&current, __ATOMIC_ACQUIRE) & 1];
  }
  void set(const struct sigaction &action) {
    const uint32_t next = (current & 1) ^ 1;
    slots[next] = action;
    __atomic_store_n(&current, next, __ATOMIC_RELEASE);
  }
};

ProgramAction programActions[kFatalCount];
SpinLock actionLock;
bool areCaught;

int indexOf(int signal) {
  for (unsigned i = 0; i < kFatalCount; ++i)
    if (kFatal[i].number == signal)
      return static_cast<int>(i);
  return -1;
}

bool isHandler(const struct sigaction &action) {
  return (action.sa_flags & SA_SIGINFO) ||
         (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN);
}

/// The process does not survive this action.
bool isDeadly(unsigned index, const siginfo_t *info) {
  const ProgramAction &action = programActions[index];
  if (isHandler(action.get()))
    return action.isFromStart && __sanitizer_set_death_callback;
  return action.get().sa_handler == SIG_DFL || info->si_code > 0;
}

void dieOf(unsigned index, bool canReturn) {
  const FatalSignal &fatal = kFatal[index];
  standardAction(fatal.number);
  if (canReturn && fatal.returnsToFault)
    return;
  systemCall(SYS_tgkill, systemProcessId(), systemThreadId(), fatal.number);
}

void callProgramHandler(const struct sigaction &action, int signal,
                        siginfo_t *info, void *context) {
  sigset_t mask = static_cast<ucontext_t *>(context)->uc_sigmask, ours;
  for (int i = 1; i < NSIG; ++i)
    if (sigismember(&action.sa_mask, i) == 1)
      sigaddset(&mask, i);
  if (!(action.sa_flags & SA_NODEFER))
    sigaddset(&mask, signal);
  pthread_sigmask(SIG_SETMASK, &mask, &ours);
  if (action.sa_flags & SA_SIGINFO)
    action.sa_sigaction(signal, info, context);
  else
    action.sa_handler(signal);
  pthread_sigmask(SIG_SETMASK, &ours, nullptr);
}

void passOn(unsigned index, siginfo_t *info, void *context) {
  ProgramAction &program = programActions[index];
  const struct sigaction action = program.get();
  if (isHandler(action)) {
    if (action.sa_flags & SA_RESETHAND) {
      struct sigaction standard = {};
      standard.sa_handler = SIG_DFL;
      program.set(standard);
    }
    callProgramHandler(action, kFatal[index].number, info, context);
    return;
  }
  const bool isFault = info->si_code > 0;
  if (action.sa_handler == SIG_IGN && !isFault)
    return;
  dieOf(index, isFault);
}

struct Crash {
  ThreadRecord *self;
  const char *cause;
  const void *context;
  bool isLast;
};

void reportOnSignalStack(void *argument) {
  const Crash &crash = *static_cast<const Crash *>(argument);
  reportCrash(*crash.self, crash.cause, crash.context, crash.isLast,
              crash.self->crashes > 1);
}

void onFatalSignal(int signal, siginfo_t *info, void *context) {
  const int savedErrno = errno;
  const int found = indexOf(signal);
  if (found < 0)
    return;
  unsigned index = static_cast<unsigned>(found);
  ThreadRecord *self = knownThread();
  // Not in the child of vfork: it borrows our memory.
  if (self && self->signalStack && self->tid == systemThreadId()) {
    if (self->crashes == 0)
      self->crashSignal = index;
    ++self->crashes;
    if (self->crashes <= 2) {
      Crash crash = {self, kFatal[self->crashSignal].name, context,
                     self->crashes > 1 || isDeadly(index, info)};
      callOnSignalStack(self->signalStack, reportOnSignalStack, &crash);
    }
    if (self->crashes > 1) {
      dieOf(self->crashSignal, false);
      exitNow(128 + signal); // not reached, unless the signal is blocked
    }
    --self->crashes;
  }
  errno = savedErrno;
  passOn(index, info, context);
  errno = savedErrno;
}

struct sigaction ourAction(const struct sigaction &program) {
  struct sigaction action = {};
  if (!(program.sa_flags & SA_SIGINFO) && program.sa_handler == SIG_IGN)
    return program;
  action.sa_sigaction = onFatalSignal;
  action.sa_flags =
      SA_SIGINFO | SA_ONSTACK | SA_NODEFER | (program.sa_flags & SA_RESTART);
  sigfillset(&action.sa_mask);
  for (const FatalSignal &fatal : kFatal)
    sigdelset(&action.sa_mask, fatal.number);
  return action;
}

int setAction(int signal, const struct sigaction *next,
              struct sigaction *previous) {
  if (!real::sigaction)
    findReals();
  const int index = indexOf(signal);
  if (!areCaught || index < 0)
    return real::sigaction(signal, next, previous);
  ProgramAction &program = programActions[index];
  const struct sigaction wanted = next ? *next : program.get();
  const bool isLocked = actionLock.tryLock();
  const struct sigaction before = program.get();
  int result = 0;
  if (next) {
    const struct sigaction ours = ourAction(wanted);
    program.set(wanted);
    program.isFromStart = false;
    result = real::sigaction(signal, &ours, nullptr);
  }
  if (previous)
    *previous = before;
  if (isLocked)
    actionLock.unlock();
  return result;
}

void onSanitizerDeath() {
  ThreadRecord *self = knownThread();
  if (!self || self->crashes)
    return;
  ++self->crashes;
  reportCrash(*self, "another sanitizer's report", nullptr, true, false);
  --self->crashes;
}

} // namespace

void catchFatalSignals() {
  for (unsigned i = 0; i < kFatalCount; ++i) {
    struct sigaction before;
    if (real::sigaction(kFatal[i].number, nullptr, &before) != 0)
      continue;
    programActions[i].set(before);
    programActions[i].isFromStart = true;
    const struct sigaction ours = ourAction(before);
    real::sigaction(kFatal[i].number, &ours, nullptr);
  }
  areCaught = true;
  if (__sanitizer_set_death_callback)
    __sanitizer_set_death_callback(onSanitizerDeath);
}

void giveSignalStack(ThreadRecord &self) {
  if (!areCaught || self.signalStack)
    return;
  self.signalStack = mapSignalStack();
  stack_t now = {};
  if (!self.signalStack || real::sigaltstack(nullptr, &now) != 0 ||
      !(now.ss_flags & SS_DISABLE))
    return; // there is another one: the handler changes stacks itself
  stack_t ours = {};
  ours.ss_sp = self.signalStack;
  ours.ss_size = kSignalStackBytes;
  real::sigaltstack(&ours, nullptr);
}

void takeSignalStack(ThreadRecord &self) {
  void *stack = self.signalStack;
  if (!stack)
    return;
  self.signalStack = nullptr;
  stack_t now = {};
  if (real::sigaltstack(nullptr, &now) == 0 && now.ss_sp == stack) {
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    real::sigaltstack(&none, nullptr);
  }
  unmapSignalStack(stack);
}

void standardAction(int signal) {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  real::sigaction(signal, &standard, nullptr);
}

void waitForOtherSanitizer() {
  constexpr uint64_t kPatienceMs = 10'000;
  const uint64_t start = monotonicMs();
  uint32_t nothing = 0;
  while (__asan_report_present && __asan_report_present() &&
         monotonicMs() - start < kPatienceMs)
    waitOnWord(&nothing, 0, 10);
}

} // namespace mapsan

using namespace mapsan;

#define MAPSAN_INTERCEPTOR                                                     \
  extern "C" __attribute__((weak, visibility("default")))

MAPSAN_INTERCEPTOR int sigaction(int signal, const struct sigaction *next,
                                 struct sigaction *previous) noexcept {
  return setAction(signal, next, previous);
}

MAPSAN_INTERCEPTOR sighandler_t signal(int number,
                                       sighandler_t handler) noexcept {
  if (!real::signal)
    findReals();
  if (!areCaught || indexOf(number) < 0 || handler == SIG_ERR)
    return real::signal(number, handler);
  struct sigaction next = {}, previous = {};
  next.sa_handler = handler;
  next.sa_flags = SA_RESTART;
  sigaddset(&next.sa_mask, number);
  return setAction(number, &next, &previous) == 0 ? previous.sa_handler
                                                  : SIG_ERR;
}

MAPSAN_INTERCEPTOR int sigaltstack(const stack_t *next,
                                   stack_t *previous) noexcept {
  if (!real::sigaltstack)
    findReals();
  const ThreadRecord *self = knownThread();
  if (!self || !self->signalStack)
    return real::sigaltstack(next, previous);
  stack_t wanted = {}, before = {};
  if (next && (next->ss_flags & SS_DISABLE)) { // ours takes its place again
    wanted.ss_sp = self->signalStack;
    wanted.ss_size = kSignalStackBytes;
  } else if (next) {
    wanted = *next;
  }
  const int result = real::sigaltstack(next ? &wanted : nullptr, &before);
  if (result == 0 && previous) {
    *previous = before;
    if (before.ss_sp == self->signalStack) {
      *previous = {};
      previous->ss_flags = SS_DISABLE;
    }
  }
  return result;
}
