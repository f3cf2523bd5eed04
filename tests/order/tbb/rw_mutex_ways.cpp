// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: x86_64
// RUN: %order[-ltbb -mrtm]
// Intent: who tries, upgrades or downgrades has the lock as much as who waits for it.
#include "order.h"

#include <oneapi/tbb/queuing_rw_mutex.h>
#include <oneapi/tbb/spin_mutex.h>
#include <oneapi/tbb/spin_rw_mutex.h>

#include <cstdlib>

tbb::queuing_rw_mutex queuing;
tbb::speculative_spin_rw_mutex speculative;
tbb::speculative_spin_mutex plain;

template <typename Mutex> int tries(Mutex &mutex) {
  return oneAfterTheOther([&](void (*access)(), bool writes) {
    typename Mutex::scoped_lock lock;
    if (!lock.try_acquire(mutex, !isRace && writes))
      abort();
    access();
  });
}

// As a writer, though it reads.
template <typename Mutex> void writesBoth(Mutex &mutex) {
  oneAfterTheOther([&](void (*access)(), bool) {
    typename Mutex::scoped_lock lock(mutex, !isRace);
    access();
  });
}

template <typename Mutex> void triesBoth(Mutex &mutex) {
  oneAfterTheOther([&](void (*access)(), bool) {
    typename Mutex::scoped_lock lock;
    if (!lock.try_acquire(mutex, !isRace))
      abort();
    access();
  });
}

int triesPlain() {
  return oneAfterTheOther([](void (*access)(), bool) {
    tbb::speculative_spin_mutex::scoped_lock lock;
    if (!isRace && !lock.try_acquire(plain))
      abort();
    access();
  });
}

template <typename Mutex> int upgrades(Mutex &mutex) {
  return oneAfterTheOther([&](void (*access)(), bool writes) {
    typename Mutex::scoped_lock lock(mutex, false);
    if (!isRace && writes)
      lock.upgrade_to_writer();
    access();
  });
}

// The writer keeps it, as one more reader.
template <typename Mutex> void downgrades(Mutex &mutex) {
  runBoth(
      [&] {
        typename Mutex::scoped_lock lock(mutex, !isRace);
        writes();
        if (!isRace)
          lock.downgrade_to_reader();
        hasWritten.arrive();
        hasRead.wait();
      },
      [&] {
        hasWritten.wait();
        {
          typename Mutex::scoped_lock lock(mutex, false);
          reads();
        }
        hasRead.arrive();
      });
}

int main() {
  return inEachWay([] { tries(queuing); }, [] { tries(speculative); },
                   [] { triesPlain(); }, [] { upgrades(queuing); },
                   [] { upgrades(speculative); }, [] { downgrades(queuing); },
                   [] { downgrades(speculative); },
                   [] { writesBoth(speculative); },
                   [] { triesBoth(speculative); });
}
