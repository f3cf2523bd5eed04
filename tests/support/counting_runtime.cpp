// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "counting_runtime.h"

#include "runtime/abi/calls.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace mapsan;

static MapsanRecent noRecent = {kNeverTag, {}, {}, {}, {}, {}, {}};

Word __mapsan_words[1u << kTableBits];
__thread MapsanThread __mapsan_thread = {threadWord(kUninitialisedThread),
                                         0,
                                         nullptr,
                                         nullptr,
                                         0,
                                         nullptr,
                                         &noRecent,
                                         0};

namespace {

struct Lock {
  static pthread_mutex_t mutex;
  Lock() { pthread_mutex_lock(&mutex); }
  ~Lock() { pthread_mutex_unlock(&mutex); }
};
pthread_mutex_t Lock::mutex = PTHREAD_MUTEX_INITIALIZER;

seen::Event events[seen::kMost];
int eventCount;
const void *maps[seen::kMost]; // those that live
int mapCount;

constexpr int kDeep = 64;
__thread const MapsanOperation *open[kDeep];
__thread int depth;

[[noreturn]] void wrong(const char *what, const MapsanOperation &op) {
  const MapsanSite &site = *op.site;
  fprintf(stderr, "counting runtime: %s: %s of %s at %p, %s:%u\n", what,
          atOffset<char>(site.method),
          atOffset<char>(atOffset<MapsanType>(site.type)->name), op.map,
          atOffset<char>(site.file), site.line);
  _Exit(70);
}

int find(const void *map) {
  for (int i = 0; i < mapCount; ++i)
    if (maps[i] == map)
      return i;
  return -1;
}

void note(const MapsanOperation &op) {
  if (eventCount == seen::kMost)
    wrong("too many events", op);
  const MapsanSite &site = *op.site;
  seen::Event &event = events[eventCount++];
  event.map = op.map;
  event.type = atOffset<char>(atOffset<MapsanType>(site.type)->name);
  event.what = site.effect == Effect::Construct ? "construct"
               : site.effect == Effect::Destroy ? "destroy"
                                                : atOffset<char>(site.method);
  event.isArgument = site.flags & kSiteArgument;
}

Word begin(MapsanOperation *op) {
  const Lock lock;
  const int at = find(op->map);
  if (at < 0)
    wrong("no map lives here", *op);
  if (depth == kDeep)
    wrong("too deep", *op);
  open[depth++] = op;
  note(*op);
  if (op->site->effect == Effect::Destroy)
    maps[at] = maps[--mapCount];
  return kNoWord; // the end is slow too
}

void end(const MapsanOperation *op) {
  if (depth == 0 || open[--depth] != op)
    wrong("this end has no begin", *op);
}

} // namespace

Word __mapsan_write_begin(MapsanOperation *op) {
  op->entry = nullptr;
  return begin(op);
}
Word __mapsan_read_begin(MapsanOperation *op) { return begin(op); }
void __mapsan_write_end(MapsanOperation *op) { end(op); }
void __mapsan_read_end(MapsanOperation *op) { end(op); }

void __mapsan_constructed(MapsanOperation *op) {
  const Lock lock;
  if (find(op->map) >= 0)
    wrong("a map lives here already", *op);
  if (mapCount == seen::kMost)
    wrong("too many maps", *op);
  maps[mapCount++] = op->map;
  note(*op);
}

Word __mapsan_iterate(MapsanOperation *) { return kNoWord; }
Word __mapsan_dereference(MapsanOperation *op) { return op->stored; }
void __mapsan_element(const MapsanSite *, const void *, const void *,
                      const void *, uint64_t) {}
void __mapsan_moved(const MapsanSite *, const void *, const void *,
                    const void *) {}
void __mapsan_released() {}
void __mapsan_atomic_storing(const void *, uint32_t) {}
void __mapsan_atomic_loaded(const void *, uint32_t) {}
void __mapsan_atomic_updating(const void *, uint32_t) {}
void __mapsan_atomic_updated(const void *, uint32_t) {}
void __mapsan_atomic_swapped(const void *, uint32_t, uint32_t, uint32_t) {}
void __mapsan_atomic_fence(uint32_t) {}
void __mapsan_register_v3(const MapsanSite *, const MapsanSite *, uint32_t) {}
void __mapsan_unregister_v3(const MapsanSite *, const MapsanSite *) {}

namespace seen {

void clear() {
  const Lock lock;
  eventCount = 0;
}
int size() { return eventCount; }
const Event &at(int i) { return events[i]; }

int count(const char *what) {
  int n = 0;
  for (int i = 0; i < eventCount; ++i)
    n += !events[i].isArgument && strcmp(events[i].what, what) == 0;
  return n;
}

int arguments() {
  int n = 0;
  for (int i = 0; i < eventCount; ++i)
    n += events[i].isArgument;
  return n;
}

int living() { return mapCount; }

void print() {
  for (int i = 0; i < eventCount; ++i)
    fprintf(stderr, "  %p %s%s of %s\n", events[i].map, events[i].what,
            events[i].isArgument ? " (argument)" : "", events[i].type);
}

} // namespace seen
