// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The names that the program gives its threads. What a thread has from the one
// that made it, in the end the program's, says nothing about it and is left out.
#include "runtime/state/thread_names.h"
#include "runtime/platform/system.h"

namespace mapsan {

namespace {

char programName[16]; // what threads inherit as their name

void copyName(char *to, const char *from, uint32_t capacity) {
  uint32_t i = 0;
  for (; i + 1 < capacity && from[i]; ++i)
    to[i] = from[i];
  to[i] = 0;
}

} // namespace

void keepProgramName() { readOwnThreadName(programName); }

void keepOwnName(ThreadRecord &self) {
  char name[16];
  readOwnThreadName(name);
  if (__builtin_strcmp(name, programName) != 0)
    copyName(self.name, name, sizeof self.name);
}

void threadName(const ThreadRecord &record, char *name, uint32_t capacity) {
  name[0] = 0;
  if (record.name[0]) {
    copyName(name, record.name, capacity);
    return;
  }
  readThreadName(record.tid, name, capacity);
  if (__builtin_strcmp(name, programName) == 0)
    name[0] = 0; // inherited: it says nothing about the thread
}

void nameThreadForReports(ThreadRecord &record, const char *name) {
  copyName(record.name, name, sizeof record.name);
}

void noteThreadName(ThreadRecord &record, const char *name) {
  if (record.isMain)
    keepProgramName();
  else
    nameThreadForReports(record, name);
}

void noteThreadName(pthread_t handle, const char *name) {
  ThreadRecord *self = knownThread();
  if (self && pthread_equal(handle, self->handle)) {
    noteThreadName(*self, name);
    return;
  }
  struct Named {
    pthread_t handle;
    const char *name;
  } named = {handle, name};
  forEachThread(
      [](void *context, ThreadRecord &record) {
        const Named &named = *static_cast<Named *>(context);
        if (!pthread_equal(record.handle, named.handle) || record.isMain)
          return false;
        noteThreadName(record, named.name);
        return true;
      },
      &named);
}

} // namespace mapsan
