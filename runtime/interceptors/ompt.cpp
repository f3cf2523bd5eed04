// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's OpenMP runtime, through its interface for tools (OMPT, OpenMP 5.1,
// chapter 19). When it starts it asks for ompt_start_tool, and then tells of
// regions, barriers and tasks. Locks are in openmp_locks.cpp.
//
// A region (parallel_data) has a Team, a task (task_data, also the implicit one
// of each thread of a region) a Task; both are ours and hang on the runtime's
// pointers. Every barrier of a region has two objects that take turns: nobody
// arrives at the next but one before all have left this one. The barrier at a
// region's end is told to its threads when they are needed again: by then the
// team may be gone, and parallel_data is null.
//
// A task comes after its creation; it comes before its parent's taskwait, and
// before every barrier and taskgroup of its team that ends later, which is more
// than there is. Tasks with dependences come one after the other.
//
// While the runtime combines reductions it calls the program's functions on
// what other threads left: ordered inside, and not checked.
#include "runtime/interceptors/libraries.h"

namespace mapsan {

namespace {

// The names and numbers of the specification.
union Data {
  uint64_t value;
  void *pointer;
};
enum Scope : int { kBegin = 1, kEnd = 2 };
enum TaskFlag : int { kInitialTask = 1, kExplicitTask = 4 };
enum TaskStatus : int {
  kComplete = 1,
  kCancel = 3,
  kEarlyFulfil = 5,
  kLateFulfil = 6,
  kTaskwaitComplete = 8
};
enum SyncRegion : int { kTaskwait = 5, kTaskgroup = 6, kReduction = 7 };
enum Event : int {
  kParallelBegin = 3,
  kParallelEnd = 4,
  kTaskCreate = 5,
  kTaskSchedule = 6,
  kImplicitTask = 7,
  kSyncRegion = 23,
  kReductionRegion = 31
};
using Callback = void (*)();
using SetCallback = int (*)(Event, Callback);
using LookUp = Callback (*)(const char *);

struct Team {
  // Objects; what is in them does not matter. The team's own address is where
  // its threads start.
  char start, barriers[2], tasks, dependences;
};

struct Task {
  Team *team;
  Task *parent; // which stays while its children do
  uint32_t references;
  bool isSuspendable; // explicit: it has a creation to come after
  bool depends;
  unsigned round; // of barriers: of an implicit task
  char children;  // an object: those that are done
};

void forget() { detector().order().forgetHistory(); }

template <typename T> T *make() {
  T *made = static_cast<T *>(allocateForHook(sizeof(T)));
  if (made)
    *made = {};
  else
    forget();
  return made;
}

template <typename T> void drop(T *object) {
  if (const Ordering self; self)
    self.order().forgetRange(object, object + 1);
  releaseFromHook(object, sizeof *object);
}

Task *taskOf(const Data *data) {
  return data ? static_cast<Task *>(data->pointer) : nullptr;
}

void leave(Task *task) {
  while (task &&
         __atomic_sub_fetch(&task->references, 1u, __ATOMIC_ACQ_REL) == 0) {
    Task *parent = task->parent;
    drop(task);
    task = parent;
  }
}

void onParallelBegin(Data *, const void *, Data *region, unsigned, int,
                     const void *) {
  countRelease();
  if (!isReportMode())
    return;
  region->pointer = make<Team>();
  if (region->pointer)
    releasing(region->pointer);
}

// All its threads are in the barrier at its end.
void onParallelEnd(Data *region, Data *, int, const void *) {
  if (!isReportMode())
    return;
  Team *team = static_cast<Team *>(region->pointer);
  if (!team) {
    forget();
    return;
  }
  acquired(&team->barriers[0]);
  acquired(&team->barriers[1]);
  acquired(&team->tasks);
  drop(team);
  region->pointer = nullptr;
}

void onImplicitTask(Scope scope, Data *region, Data *data, unsigned, unsigned,
                    int flags) {
  if (!isReportMode())
    return;
  if (scope == kEnd) {
    leave(taskOf(data));
    data->pointer = nullptr;
    return;
  }
  if ((flags & kInitialTask) && region && !region->pointer)
    region->pointer = make<Team>(); // for good
  Task *task = make<Task>();
  data->pointer = task;
  if (!task)
    return;
  task->team = region ? static_cast<Team *>(region->pointer) : nullptr;
  task->references = 1;
  if (task->team)
    acquired(task->team);
}

void onBarrier(Scope scope, bool isTeamThere, Task &task) {
  if (!task.team) {
    forget();
    return;
  }
  const unsigned round = scope == kBegin ? task.round : task.round++;
  if (scope == kBegin) {
    releasing(&task.team->barriers[round & 1]);
  } else if (isTeamThere) {
    acquired(&task.team->barriers[round & 1]);
    acquired(&task.team->tasks);
  }
}

void onSyncRegion(SyncRegion kind, Scope scope, Data *region, Data *data,
                  const void *) {
  countRelease();
  if (!isReportMode() || kind == kReduction)
    return;
  Task *task = taskOf(data);
  if (!task) {
    forget();
    return;
  }
  if (kind == kTaskwait && scope == kEnd)
    acquired(&task->children);
  else if (kind == kTaskgroup && scope == kEnd && task->team)
    acquired(&task->team->tasks);
  else if (kind != kTaskwait && kind != kTaskgroup)
    onBarrier(scope, region, *task);
}

void onReduction(SyncRegion, Scope scope, Data *, Data *, const void *) {
  ThreadRecord *self = isReportMode() ? currentThread() : nullptr;
  if (!self)
    return;
  if (scope == kBegin && ++self->ignores == 1)
    setIgnored(*self, true);
  if (scope == kEnd && self->ignores && --self->ignores == 0)
    setIgnored(*self, false);
}

void onTaskCreate(Data *creator, const void *, Data *created, int flags,
                  int hasDependences, const void *) {
  countRelease();
  if (!isReportMode() || (flags & kInitialTask))
    return;
  Task *task = make<Task>();
  created->pointer = task;
  if (!task)
    return;
  task->parent = taskOf(creator);
  task->team = task->parent ? task->parent->team : nullptr;
  task->references = 1;
  task->isSuspendable = true;
  task->depends = hasDependences;
  if (task->parent)
    __atomic_fetch_add(&task->parent->references, 1u, __ATOMIC_RELAXED);
  releasing(task);
}

void complete(Task *task) {
  if (task->team) {
    releasing(&task->team->tasks);
    if (task->depends)
      releasing(&task->team->dependences);
  }
  if (task->parent)
    releasing(&task->parent->children);
  leave(task);
}

void resume(Task &task) {
  if (!task.isSuspendable)
    return;
  acquired(&task);
  if (task.depends && task.team)
    acquired(&task.team->dependences);
}

void onTaskSchedule(Data *before, TaskStatus status, Data *next) {
  countRelease();
  if (!isReportMode() || status == kEarlyFulfil)
    return;
  Task *from = taskOf(before);
  Task *to = taskOf(next);
  if (!from || (!to && status != kLateFulfil && status != kTaskwaitComplete)) {
    forget();
    return;
  }
  switch (status) {
  case kTaskwaitComplete: // an empty task that waited for dependences
    if (from->team)
      acquired(&from->team->dependences);
    leave(from);
    before->pointer = nullptr;
    return;
  case kLateFulfil: // it had ended before
    acquired(from);
    complete(from);
    before->pointer = nullptr;
    return;
  case kComplete:
  case kCancel:
    complete(from);
    before->pointer = nullptr;
    break;
  default: // it will go on, perhaps on another thread
    if (from->isSuspendable)
      releasing(from);
  }
  resume(*to);
}

int initialize(LookUp lookUp, int, Data *) {
  const auto set = reinterpret_cast<SetCallback>(lookUp("ompt_set_callback"));
  if (!set)
    return 0;
  set(kParallelBegin, reinterpret_cast<Callback>(onParallelBegin));
  set(kParallelEnd, reinterpret_cast<Callback>(onParallelEnd));
  set(kImplicitTask, reinterpret_cast<Callback>(onImplicitTask));
  set(kSyncRegion, reinterpret_cast<Callback>(onSyncRegion));
  set(kReductionRegion, reinterpret_cast<Callback>(onReduction));
  set(kTaskCreate, reinterpret_cast<Callback>(onTaskCreate));
  set(kTaskSchedule, reinterpret_cast<Callback>(onTaskSchedule));
  return 1;
}

struct StartResult {
  int (*initialize)(LookUp, int, Data *);
  void (*finalize)(Data *);
  Data data;
};

StartResult result = {initialize, [](Data *) {}, {}};

} // namespace

} // namespace mapsan

MAPSAN_BODY void *ompt_start_tool(unsigned, const char *) {
  return mapsan::ensureStarted() ? &mapsan::result : nullptr;
}
