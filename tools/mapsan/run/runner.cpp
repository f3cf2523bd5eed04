// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// After its time a run gets SIGTERM, which a program may use to say where it
// hangs, and two seconds later SIGKILL. When the parent dies of the first one and
// its children do not, they become ours: all orphans are killed with the run, if
// no other run is on that they might belong to.
#include "tools/mapsan/run/runner.h"

#include "tools/mapsan/run/tree.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mapsan {
namespace {

using Clock = Runner::Clock;
constexpr std::chrono::seconds kGrace(2);
constexpr long kTickNanoseconds = 200'000'000;

sigset_t ourSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP})
    sigaddset(&set, signal);
  return set;
}

/// In the child: what run N needs, then the command. On failure errno goes to
/// the pipe.
[[noreturn]] void become(const RunPlan &plan, uint64_t number,
                         const std::string &output, const sigset_t &mask,
                         int pipe) {
  for (const auto &[name, value] : plan.environment(number))
    setenv(name.c_str(), value.c_str(), 1);
  if (!output.empty()) {
    const int file =
        open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (file < 0 || null < 0 || dup2(null, 0) < 0 || dup2(file, 1) < 0 ||
        dup2(file, 2) < 0) {
      const int error = errno;
      (void)!write(pipe, &error, sizeof error);
      _exit(127);
    }
  }
  std::vector<char *> words;
  for (const std::string &word : plan.command)
    words.push_back(const_cast<char *>(word.c_str()));
  words.push_back(nullptr);
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  execvp(words[0], words.data());
  const int error = errno;
  (void)!write(pipe, &error, sizeof error);
  _exit(127);
}

int shellStatus(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

std::string Runner::start(uint64_t number) {
  if (plan_.prepare)
    if (std::string problem = plan_.prepare(number); !problem.empty())
      return problem;
  const std::string output = plan_.output ? plan_.output(number) : "";
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return std::string("no pipe: ") + std::strerror(errno);
  const int pid = fork();
  if (pid == 0)
    become(plan_, number, output, before_, ends[1]);
  close(ends[1]);
  int error = pid < 0 ? errno : 0;
  if (pid > 0)
    while (read(ends[0], &error, sizeof error) < 0 && errno == EINTR) {
    }
  close(ends[0]);
  if (!error) {
    jobs_.push_back({number, pid, Clock::now()});
    return "";
  }
  if (pid > 0)
    waitpid(pid, nullptr, 0);
  return "cannot start '" + plan_.command[0] + "' (" + std::strerror(error) +
         ")";
}

void Runner::reap() {
  int status;
  for (int pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    for (size_t i = 0; i < jobs_.size(); ++i) {
      if (jobs_[i].pid != pid)
        continue;
      const Job job = jobs_[i];
      jobs_.erase(jobs_.begin() + static_cast<long>(i));
      if (job.isTimeout && jobs_.empty())
        for (int orphan : descendantsOf(getpid()))
          signalTree(orphan, SIGKILL);
      const std::chrono::duration<double> time = Clock::now() - job.begin;
      goesOn_ &=
          onEnd({job.number, shellStatus(status), job.isTimeout, time.count()});
      break;
    }
  }
}

void Runner::checkTime() {
  if (!plan_.timeoutSeconds)
    return;
  const std::chrono::seconds limit(plan_.timeoutSeconds);
  for (Job &job : jobs_) {
    const auto time = Clock::now() - job.begin;
    if (time >= limit && !job.isTimeout) {
      job.isTimeout = true;
      signalTree(job.pid, SIGTERM);
      signalTree(job.pid, SIGCONT); // one that was stopped would not notice
    } else if (time >= limit + kGrace && !job.isKilled) {
      job.isKilled = true;
      signalTree(job.pid, SIGKILL);
    }
  }
}

void Runner::waitForSignal() {
  const sigset_t signals = ourSignals();
  const timespec tick{0, kTickNanoseconds};
  const int signal = sigtimedwait(&signals, nullptr, &tick);
  if (signal <= 0 || signal == SIGCHLD)
    return;
  // Ctrl-C goes to the command as well; what was sent to us alone does not.
  if (++interrupts_ > 1 || signal != SIGINT)
    for (const Job &job : jobs_)
      signalTree(job.pid, interrupts_ > 1 ? SIGKILL : signal);
}

std::string Runner::run() {
  const sigset_t signals = ourSignals();
  pthread_sigmask(SIG_BLOCK, &signals, &before_);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::string problem;
  for (uint64_t next = 1; problem.empty();) {
    while (goesOn_ && !interrupts_ && next <= plan_.repeat &&
           jobs_.size() < plan_.jobs && problem.empty())
      problem = start(next++);
    if (jobs_.empty())
      break;
    waitForSignal();
    reap();
    checkTime();
    if (onTick)
      onTick(static_cast<unsigned>(jobs_.size()));
  }
  for (const Job &job : jobs_)
    signalTree(job.pid, SIGKILL);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  return problem;
}

unsigned Runner::left() {
  return static_cast<unsigned>(descendantsOf(getpid()).size());
}

} // namespace mapsan
