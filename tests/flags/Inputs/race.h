// The map of race.cpp, as a header that can be precompiled. For every C++ since
// 1998: what fixes the order is volatile, which the detector does not look at.
#ifndef RACE_H
#define RACE_H
#include <map>
#include <pthread.h>
#include <sched.h>

extern volatile int isHeld, isInside, mayLeave;

struct Less {
  bool operator()(int left, int right) const {
    if (isHeld) {
      isHeld = 0;
      isInside = 1;
      while (!mayLeave)
        sched_yield();
    }
    return left < right;
  }
};

struct Register {
  std::map<int, int, Less> ages;
  void add(int key) { ages.insert(std::make_pair(key, 1)); }
  bool has(int key) const { return ages.find(key) != ages.end(); }
};
#endif
