// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/platform/memory_copy.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

using namespace mapsan;

namespace {

constexpr size_t kPage = 4096;

/// Two pages, of which the second cannot be read.
class MemoryCopy : public testing::Test {
protected:
  MemoryCopy() {
    void *pages = mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bytes_ = static_cast<char *>(pages);
    std::memset(bytes_, 'a', kPage);
    mprotect(bytes_ + kPage, kPage, PROT_NONE);
  }
  ~MemoryCopy() override { munmap(bytes_, 2 * kPage); }

  void expectAllAnswers() {
    char copy[2 * kPage] = "";
    EXPECT_TRUE(copyMemory(copy, bytes_, kPage));
    EXPECT_EQ(copy[kPage - 1], 'a');
    EXPECT_FALSE(copyMemory(copy, bytes_, kPage + 1));
    EXPECT_FALSE(copyMemory(copy, nullptr, 8));
    EXPECT_FALSE(copyMemory(copy, reinterpret_cast<void *>(-16l), 8));
    EXPECT_EQ(copyMemoryPrefix(copy, bytes_ + 10, 2 * kPage - 10), kPage - 10);
    EXPECT_EQ(copyMemoryPrefix(copy, bytes_ + kPage, 1), 0u);
    EXPECT_TRUE(copyMemory(copy, bytes_, 0));
  }

  char *bytes_;
};

TEST_F(MemoryCopy, ReadsWhatIsThere) { expectAllAnswers(); }

void forbidProcessVmReadv(int error) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
      BPF_STMT(BPF_RET | BPF_K,
               SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  sock_fprog program{4, code};
  ASSERT_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
  char byte = 'x', copy = 0;
  iovec local{&copy, 1}, remote{&byte, 1};
  ASSERT_EQ(syscall(SYS_process_vm_readv, getpid(), &local, 1, &remote, 1, 0),
            -1);
}

TEST_F(MemoryCopy, ReadsInASandboxToo) {
  for (int error : {EPERM, ENOSYS}) {
    EXPECT_EXIT(
        {
          forbidProcessVmReadv(error);
          expectAllAnswers();
          _exit(HasFailure() ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
  }
}

} // namespace
