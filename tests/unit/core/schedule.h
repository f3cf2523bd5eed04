// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A random schedule of a small program, played to the detector and to the
// oracles at once. Operations go in the steps they go in reality: told before,
// done, told after; between any two steps other threads take theirs. play()
// answers an empty string, or what went wrong and the schedule up to there.
//
// Threads meet at mutexes, at shared locks, at atomics with every order, at
// fences, in creation and join. What they do to elements goes the way it goes in
// compiled code: told or private, it is not an access to the detector; a loop over
// a map reads each of its elements; memory passes from one map to the other. Each schedule uses addresses of its own and ends
// with all threads joined by the first, so that one detector can play many of
// them; slots are given again all the time.
#ifndef MAPSAN_TESTS_UNIT_CORE_SCHEDULE_H
#define MAPSAN_TESTS_UNIT_CORE_SCHEDULE_H

#include "tests/unit/core/oracle.h"
#include "tests/unit/support/scenario.h"

#include <string>

namespace mapsan::oracle {

/// What is expected of the detector besides never claiming a race that the
/// memory model denies.
enum class Promise {
  Exact,     // the granted oracle's verdicts
  SoundOnly, // memory is short, history is forgotten: nothing
};

struct Setting {
  unsigned threads = 4; // at most, the first included
  bool isCrowd = false; // all of them soon
  unsigned maps = 1;
  unsigned steps = 50;
  unsigned onMaps = 30;      // percent of what threads do
  unsigned writes = 60;      // percent of that that may write
  unsigned changes = 50;     // percent of that that does
  unsigned onElements = 0;   // percent of what they do on maps
  bool isConcurrent = false; // maps with safe and exclusive operations
  bool forgets = false;      // history, now and then
  Promise promise = Promise::Exact;
};

class Schedule {
public:
  /// `main` is the world's first thread; between schedules no other lives.
  Schedule(scenario::World &world, ThreadClock *main, uint64_t seed,
           const Setting &setting);

  std::string play();

  /// Races the detector reported, for "do these schedules find anything".
  unsigned races() const { return races_; }
  unsigned elementRaces() const { return elementRaces_; }

private:
  enum class Does : uint8_t {
    Nothing,
    Lock,
    Unlock,
    LockShared,
    UnlockShared,
    LockExclusive,
    UnlockExclusive,
    Load,
    Store,
    Update,
    Fence,
    MapOperation,
    Element,
    Construct,
    Create,
    Join,
    Finish,
    Disturb,
  };
  struct Thread {
    ThreadClock *clock = nullptr;
    uint32_t number = 0;
    bool isLive = false, isFinished = false, isJoined = false;
    Does does = Does::Nothing; // the operation it is in
    unsigned stage = 0;
    unsigned object = 0; // which lock, atomic, map or thread
    unsigned element = 0;
    unsigned walks = 0; // elements that its loop over the map has yet to read
    MemoryOrder how = MemoryOrder::Relaxed;
    Effect effect = Effect::Read;
    OpenOperation open = {};
    bool isRepeated = false;
    Word shortcut = kNoWord; // the word an upsert saw that took it
    unsigned life = 0;
    uint8_t holds[kLocks] = {}; // 1 exclusive, 2 shared
  };
  struct LockState {
    int owner = -1;
    unsigned sharers = 0;
  };
  struct MapState {
    History history;
    uint64_t size = 0;
    unsigned life = 0;
    uint32_t users = 0; // threads, in this life
  };
  static constexpr unsigned kElements = 4;

  uint64_t random(uint64_t below);
  const void *address(char kind, unsigned index) const;
  void choose(unsigned self);
  void advance(unsigned self);
  void mapStep(unsigned self);
  void elementStep(unsigned self);
  void chooseElement(Thread &thread);
  void judge(unsigned self, History &history, Act act, const Findings &found,
             bool isRepeated, Epoch reported);
  void record(unsigned self, Act act);
  static MapsanRecentPlace &placeOf(Thread &thread, const void *map) {
    return thread.clock->recent().places[recentPlaceOf(map)];
  }
  void log(unsigned self, const char *what);
  void fail(const std::string &why) {
    if (failure_.empty())
      failure_ = why;
  }

  scenario::World &world_;
  Detector &detector_;
  HappensBefore &order_;
  Setting setting_;
  uint64_t seed_, random_;
  Order strict_{false}, granted_{true};
  std::vector<Thread> threads_;
  LockState locks_[kLocks];
  MapState maps_[3];
  ElementHistory elements_[kElements];
  unsigned created_ = 1;
  unsigned races_ = 0, elementRaces_ = 0, shortcuts_ = 0;
  bool isLogged_;
  std::string log_, failure_;
  Findings found_ = {};

public:
  /// Keep what happens as text: slow, for a schedule that is known to fail.
  void keepLog() { isLogged_ = true; }
};

} // namespace mapsan::oracle

#endif
