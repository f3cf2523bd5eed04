// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %mapsanxx -O1 %s -o %t && %exits 66 %t 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 66 %t 2>&1 | FileCheck %s
// RUN: env MAPSAN_OPTIONS=mode=report %exits 0 %t fixed > %t.out 2>&1 && %silent %t.out
// Intent: a sandbox forbids whatever a program that only computes can do without:
// other processes' memory, new processes, files, waiting for signals. The
// report is written to the stream that is open, with the names that are at hand.
// CHECK: WARNING: MapSan: concurrent map read and map write
// CHECK: #0 {{.*}}seccomp.cpp
// CHECK: #0 {{.*}}seccomp.cpp
#include "mapsan_test.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <map>
#include <mutex>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

std::map<int, int, Less> ages{{1, 30}, {2, 40}};
std::mutex mutex;
Barrier inside, done;

bool enterSandbox() {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
  for (unsigned number :
       {SYS_process_vm_readv, SYS_ptrace, SYS_execve, SYS_execveat, SYS_openat,
        SYS_prctl, SYS_rt_sigtimedwait, SYS_rt_sigpending, SYS_kill,
        SYS_wait4, SYS_readlinkat, SYS_faccessat, SYS_getcwd, SYS_ioctl,
        SYS_membarrier, SYS_ppoll, SYS_dup3, SYS_mprotect}) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  sock_fprog filter = {static_cast<unsigned short>(program.size()),
                       program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                 SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

int main(int count, char **) {
  const bool isFixed = count > 1;
  Barrier areMade, isShut;
  std::thread writer([&] {
    std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
    areMade.arrive();
    isShut.wait();
    if (isFixed)
      lock.lock();
    else
      hold.here(inside, done);
    ages.insert({7, 60});
  });
  std::thread reader([&] {
    std::unique_lock<std::mutex> lock(mutex, std::defer_lock);
    areMade.arrive();
    isShut.wait();
    if (isFixed)
      lock.lock();
    else
      inside.wait();
    (void)ages.count(1);
    done.arrive();
  });
  areMade.wait(2);
  if (!enterSandbox())
    return 5;
  isShut.arrive();
  writer.join();
  reader.join();
}
