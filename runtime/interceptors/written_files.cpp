// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/interceptors/written_files.h"

#include "runtime/base/spin_lock.h"
#include "runtime/interceptors/descriptors.h"

namespace mapsan {

namespace {

// Later descriptors are asked each time.
constexpr int kMostFiles = 1024;

struct WrittenFile {
  uint64_t number; // of the file it led to; 0: not known
  uint64_t writes, settled;
};
WrittenFile files[kMostFiles];
uint64_t used[kMostFiles / 64]; // bits of those with a number

// Of all files: what has been written, and how much of it has been passed on.
uint64_t allWrites, allSettled;
SpinLock settling;

const void *objectOf(int descriptor) {
  return endObject((uint64_t{1} << 51) | static_cast<uint32_t>(descriptor));
}

uint64_t load(const uint64_t &value) {
  return __atomic_load_n(&value, __ATOMIC_SEQ_CST);
}
void store(uint64_t &value, uint64_t to) {
  __atomic_store_n(&value, to, __ATOMIC_SEQ_CST);
}

bool isWatched(int descriptor) {
  return descriptor >= 0 && descriptor < kMostFiles;
}

void setUsed(int descriptor, bool isUsed) {
  const uint64_t bit = uint64_t{1} << (descriptor % 64);
  if (isUsed)
    __atomic_fetch_or(&used[descriptor / 64], bit, __ATOMIC_SEQ_CST);
  else
    __atomic_fetch_and(&used[descriptor / 64], ~bit, __ATOMIC_SEQ_CST);
}

// With the lock.
void settle(HappensBefore &order, int descriptor) {
  WrittenFile &file = files[descriptor];
  const uint64_t writes = load(file.writes), number = load(file.number);
  if (!number || writes == file.settled)
    return;
  const void *const from = objectOf(descriptor);
  order.passOn(from, endObject(number));
  const uint64_t now = endsOf(descriptor).writes;
  if (now != number) {
    if (now)
      order.passOn(from, endObject(now));
    setUsed(descriptor, false);
    store(file.number, 0);
  }
  file.settled = writes;
}

} // namespace

bool releaseToFile(const Ordering &self, int descriptor) {
  if (!isWatched(descriptor) || !load(files[descriptor].number))
    return false;
  self.order().release(self.clock(), objectOf(descriptor));
  __atomic_fetch_add(&files[descriptor].writes, 1, __ATOMIC_SEQ_CST);
  __atomic_fetch_add(&allWrites, 1, __ATOMIC_SEQ_CST);
  return true;
}

void rememberFile(int descriptor, uint64_t number) {
  if (!isWatched(descriptor))
    return;
  store(files[descriptor].number, number);
  setUsed(descriptor, true);
}

void settleWrites(const Ordering &self) {
  if (load(allSettled) == load(allWrites))
    return;
  if (!settling.tryLock()) {
    self.order().forgetHistory();
    return;
  }
  const uint64_t writes = load(allWrites);
  for (int word = 0; word < kMostFiles / 64; ++word)
    for (uint64_t bits = load(used[word]); bits; bits &= bits - 1)
      settle(self.order(), word * 64 + __builtin_ctzll(bits));
  store(allSettled, writes);
  settling.unlock();
}

void forgetFile(const Ordering &self, int descriptor) {
  if (!isWatched(descriptor) || !load(files[descriptor].number))
    return;
  settleWrites(self);
  setUsed(descriptor, false);
  store(files[descriptor].number, 0);
  self.order().forgetObject(objectOf(descriptor));
}

void restartWrittenFiles() { settling = {}; }

} // namespace mapsan
