// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libgomp: regions, barriers and tasks of code that GCC compiled, which may call
// functions that were compiled with the plugin. It waits by futexes of its own
// and has no interface for tools, so we stand in for what the compiler calls.
//
// A region gets a record on the stack of the thread that makes it, which
// outlives the region; its threads run our function first, which knows the
// region by it. Every barrier of a region has two objects that take turns:
// nobody arrives at the next but one before all have left this one.
//
// A task gets a record of its own for the edge from its creation, and tells its
// region when it is done: who waits for tasks comes after all that were done by
// then, which is more than its own. Tasks with dependences come one after the
// other. Where the way from creator to task cannot be followed (taskloop,
// detach), what happened before no longer counts (forgetHistory).
#include "runtime/interceptors/libraries.h"

namespace mapsan {

namespace {

// libgomp's gomp-constants.h
enum : unsigned { kDepends = 8, kNoGroup = 1u << 11, kDetached = 1u << 13 };

struct Team {
  OmpFunction function;
  void *data;
  // Objects; what is in them does not matter.
  char barriers[2], tasks, dependences, ordered, end;
  bool hasUnseenTasks;
};

Team serial; // outside all regions

ThreadRecord *thread() { return isReportMode() ? currentThread() : nullptr; }

Team &teamOf(const ThreadRecord &self) {
  return self.team ? *static_cast<Team *>(self.team) : serial;
}

void forget() { detector().order().forgetHistory(); }

/// The thread works in `team` while this lives.
class Inside {
public:
  Inside(ThreadRecord *self, Team *team) : self_(self) {
    if (!self)
      return;
    before_ = self->team;
    round_ = self->teamRound;
    self->team = team;
    self->teamRound = 0;
  }
  ~Inside() {
    if (!self_)
      return;
    self_->team = before_;
    self_->teamRound = round_;
  }
  Inside(const Inside &) = delete;
  Inside &operator=(const Inside &) = delete;

private:
  ThreadRecord *self_;
  void *before_ = nullptr;
  unsigned round_ = 0;
};

void runMember(void *record) {
  Team &team = *static_cast<Team *>(record);
  acquired(&team);
  {
    const Inside inside(thread(), &team);
    team.function(team.data);
  }
  releasing(&team.end);
}

void doneTasks(const Team &team) {
  acquired(&team.tasks);
  if (team.hasUnseenTasks)
    forget();
}

/// `run` calls the original with a function and its data.
template <typename Run> void region(OmpFunction function, void *data, Run run) {
  countRelease();
  if (!isReportMode())
    return run(function, data);
  Team team = {};
  team.function = function;
  team.data = data;
  releasing(&team);
  run(runMember, &team);
  acquired(&team.end);
  doneTasks(team);
  if (const Ordering self; self)
    self.order().forgetRange(&team, &team + 1);
}

template <typename Wait> auto barrier(Wait wait) {
  countRelease();
  struct Leaving {
    ThreadRecord *self;
    const Team *team;
    const char *object;
    ~Leaving() {
      if (!self)
        return;
      acquired(object);
      doneTasks(*team);
    }
  };
  Leaving leaving = {thread(), nullptr, nullptr};
  if (ThreadRecord *self = leaving.self) {
    leaving.team = &teamOf(*self);
    leaving.object = &leaving.team->barriers[self->teamRound++ & 1];
    releasing(leaving.object);
  }
  return wait();
}

template <typename Wait> void waiting(Wait wait) {
  wait();
  if (const ThreadRecord *self = thread())
    doneTasks(teamOf(*self));
}

struct TaskRecord {
  OmpFunction function;
  OmpCopy copy;
  Team *team;
  void *data;
  size_t before; // bytes of the head in front of the program's data
  bool depends;
};

void runTask(void *given) {
  TaskRecord *record = *static_cast<TaskRecord **>(given);
  const TaskRecord task = *record;
  acquired(record);
  if (task.depends)
    acquired(&task.team->dependences);
  destroyed(record);
  releaseFromHook(record, sizeof *record);
  {
    const Inside inside(thread(), task.team == &serial ? nullptr : task.team);
    task.function(static_cast<char *>(given) + task.before);
  }
  if (task.depends)
    releasing(&task.team->dependences);
  releasing(&task.team->tasks);
}

void copyTask(void *to, void *from) {
  TaskRecord *record = *static_cast<TaskRecord **>(from);
  *static_cast<TaskRecord **>(to) = record;
  record->copy(static_cast<char *>(to) + record->before, record->data);
}

void unseenTasks() {
  if (ThreadRecord *self = thread()) {
    __atomic_store_n(&teamOf(*self).hasUnseenTasks, true, __ATOMIC_RELAXED);
    forget();
  }
}

} // namespace

namespace hooked {

void GOMP_parallel(OmpFunction function, void *data, unsigned threads,
                   unsigned flags) {
  region(function, data, [&](OmpFunction run, void *with) {
    original::GOMP_parallel(run, with, threads, flags);
  });
}

void GOMP_parallel_sections(OmpFunction function, void *data, unsigned threads,
                            unsigned count, unsigned flags) {
  region(function, data, [&](OmpFunction run, void *with) {
    original::GOMP_parallel_sections(run, with, threads, count, flags);
  });
}

#define MAPSAN_PARALLEL_LOOP(name)                                             \
  void name(OmpFunction function, void *data, unsigned threads, long start,    \
            long end, long step, long chunk, unsigned flags) {                 \
    region(function, data, [&](OmpFunction run, void *with) {                  \
      original::name(run, with, threads, start, end, step, chunk, flags);      \
    });                                                                        \
  }
MAPSAN_PARALLEL_LOOP(GOMP_parallel_loop_static)
MAPSAN_PARALLEL_LOOP(GOMP_parallel_loop_dynamic)
MAPSAN_PARALLEL_LOOP(GOMP_parallel_loop_guided)
MAPSAN_PARALLEL_LOOP(GOMP_parallel_loop_nonmonotonic_dynamic)
MAPSAN_PARALLEL_LOOP(GOMP_parallel_loop_nonmonotonic_guided)

#define MAPSAN_PARALLEL_LOOP_BY_CHOICE(name)                                   \
  void name(OmpFunction function, void *data, unsigned threads, long start,    \
            long end, long step, unsigned flags) {                             \
    region(function, data, [&](OmpFunction run, void *with) {                  \
      original::name(run, with, threads, start, end, step, flags);             \
    });                                                                        \
  }
MAPSAN_PARALLEL_LOOP_BY_CHOICE(GOMP_parallel_loop_runtime)
MAPSAN_PARALLEL_LOOP_BY_CHOICE(GOMP_parallel_loop_nonmonotonic_runtime)
MAPSAN_PARALLEL_LOOP_BY_CHOICE(GOMP_parallel_loop_maybe_nonmonotonic_runtime)

// These look into the data themselves.

unsigned GOMP_parallel_reductions(OmpFunction function, void *data,
                                  unsigned threads, unsigned flags) {
  unseenTasks();
  const unsigned used =
      original::GOMP_parallel_reductions(function, data, threads, flags);
  unseenTasks();
  return used;
}

void GOMP_teams_reg(OmpFunction function, void *data, unsigned teams,
                    unsigned threads, unsigned flags) {
  unseenTasks();
  original::GOMP_teams_reg(function, data, teams, threads, flags);
  unseenTasks();
}

void GOMP_barrier() { barrier(original::GOMP_barrier); }
bool GOMP_barrier_cancel() { return barrier(original::GOMP_barrier_cancel); }
void GOMP_loop_end() { barrier(original::GOMP_loop_end); }
bool GOMP_loop_end_cancel() { return barrier(original::GOMP_loop_end_cancel); }
void GOMP_sections_end() { barrier(original::GOMP_sections_end); }
bool GOMP_sections_end_cancel() {
  return barrier(original::GOMP_sections_end_cancel);
}

void GOMP_workshare_task_reduction_unregister(bool isCancelled) {
  barrier(
      [&] { original::GOMP_workshare_task_reduction_unregister(isCancelled); });
}

// One thread gets null, and the others wait for what it copies out: they are in
// the barrier that it passes in GOMP_single_copy_end.

void *GOMP_single_copy_start() {
  ThreadRecord *self = thread();
  if (!self)
    return original::GOMP_single_copy_start();
  const Team &team = teamOf(*self);
  const unsigned round = self->teamRound;
  void *copied = original::GOMP_single_copy_start();
  if (copied) {
    acquired(&team.barriers[round & 1]);
    ++self->teamRound;
  }
  return copied;
}

void GOMP_single_copy_end(void *data) {
  barrier([&] { original::GOMP_single_copy_end(data); });
}

void GOMP_ordered_start() {
  original::GOMP_ordered_start();
  if (const ThreadRecord *self = thread())
    acquired(&teamOf(*self).ordered);
}

void GOMP_ordered_end() {
  countRelease();
  if (const ThreadRecord *self = thread())
    releasing(&teamOf(*self).ordered);
  original::GOMP_ordered_end();
}

// Who waits does so in a function whose arguments differ in number.

void GOMP_doacross_post(long *iteration) {
  countRelease();
  if (isReportMode())
    forget();
  original::GOMP_doacross_post(iteration);
}

void GOMP_doacross_ull_post(unsigned long long *iteration) {
  countRelease();
  if (isReportMode())
    forget();
  original::GOMP_doacross_ull_post(iteration);
}

void GOMP_task(OmpFunction function, void *data, OmpCopy copy, long bytes,
               long alignment, bool isDeferred, unsigned flags,
               void **dependences, int priority, void *event) {
  countRelease();
  ThreadRecord *self = thread();
  TaskRecord *record =
      self && !(flags & kDetached)
          ? static_cast<TaskRecord *>(allocateForHook(sizeof(TaskRecord)))
          : nullptr;
  if (!record) {
    unseenTasks();
    original::GOMP_task(function, data, copy, bytes, alignment, isDeferred,
                        flags, dependences, priority, event);
    return;
  }
  const size_t before = alignment > 16 ? static_cast<size_t>(alignment) : 16;
  const size_t all = before + static_cast<size_t>(bytes);
  *record = {function, copy,   &teamOf(*self),
             data,     before, (flags & kDepends) != 0};
  // The head and, if it is copied byte by byte, the program's data.
  char *room = static_cast<char *>(__builtin_alloca(all + before));
  room += before - reinterpret_cast<uintptr_t>(room) % before;
  *reinterpret_cast<TaskRecord **>(room) = record;
  if (!copy)
    __builtin_memcpy(room + before, data, static_cast<size_t>(bytes));
  releasing(record);
  original::GOMP_task(runTask, room, copy ? copyTask : nullptr,
                      static_cast<long>(all), static_cast<long>(before),
                      isDeferred, flags, dependences, priority, event);
}

void GOMP_taskloop(OmpFunction function, void *data, OmpCopy copy, long bytes,
                   long alignment, unsigned flags, unsigned long tasks,
                   int priority, long start, long end, long step) {
  unseenTasks();
  original::GOMP_taskloop(function, data, copy, bytes, alignment, flags, tasks,
                          priority, start, end, step);
  unseenTasks();
}

void GOMP_taskloop_ull(OmpFunction function, void *data, OmpCopy copy,
                       long bytes, long alignment, unsigned flags,
                       unsigned long tasks, int priority,
                       unsigned long long start, unsigned long long end,
                       unsigned long long step) {
  unseenTasks();
  original::GOMP_taskloop_ull(function, data, copy, bytes, alignment, flags,
                              tasks, priority, start, end, step);
  unseenTasks();
}

void GOMP_taskwait() { waiting(original::GOMP_taskwait); }

void GOMP_taskwait_depend(void **dependences) {
  waiting([&] { original::GOMP_taskwait_depend(dependences); });
}

void GOMP_taskgroup_end() { waiting(original::GOMP_taskgroup_end); }

} // namespace hooked

} // namespace mapsan
