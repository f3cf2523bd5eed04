// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list is built in two passes of the loader's own iteration (count, fill)
// into fresh pages, and published with one store. Old lists stay: a reader may
// be on one, and a process loads modules some dozen times at most.
#include "runtime/platform/modules.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/file.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/system_call.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>

namespace mapsan {
namespace {

struct ModuleList {
  unsigned count, capacity;
  size_t pathUsed, pathCapacity;
  char *paths;
  uint64_t loads, unloads; // the loader's counters at the time
  Module modules[1];       // `capacity` of them; the paths lie behind
};

ModuleList *current_;
bool isRefreshing_;
uint32_t left_;

// No address of a program has these bits; room for an image of a terabyte each.
constexpr uintptr_t kNowhere = uintptr_t{1} << 58;
constexpr unsigned kNowhereBits = 40;

struct Counting {
  unsigned modules;
  size_t pathBytes;
  uint64_t loads, unloads;
};

constexpr unsigned kUnloaded = 64;
constexpr size_t kProgramPathBytes = 4096;

/// A library that is needed as "./libroutes.so" has this name in the loader's
/// list; linux-vdso.so.1 has no file.
bool isRelative(const char *name) {
  return *name && *name != '/' && __builtin_strchr(name, '/');
}

int countModule(dl_phdr_info *info, size_t, void *context) {
  Counting &counting = *static_cast<Counting *>(context);
  ++counting.modules;
  counting.pathBytes += __builtin_strlen(info->dlpi_name) + 1;
  if (isRelative(info->dlpi_name))
    counting.pathBytes += kProgramPathBytes;
  counting.loads = info->dlpi_adds;
  counting.unloads = info->dlpi_subs;
  return 0;
}

/// The program itself has no name in the loader's list.
const char *keepPath(ModuleList &list, const char *name) {
  char program[kProgramPathBytes] = "";
  if (isRelative(name)) {
    char folder[kProgramPathBytes];
    currentDirectory(folder, sizeof(folder));
    if (*folder) {
      TextWriter(program, sizeof(program)).put(folder).put("/").put(name);
      name = program;
    }
  } else if (!*name) {
    long length =
        systemCall(SYS_readlinkat, AT_FDCWD, argument("/proc/self/exe"),
                   argument(program), sizeof(program) - 1);
    program[length > 0 ? length : 0] = 0;
    name = program;
  }
  size_t bytes = __builtin_strlen(name) + 1;
  if (bytes > list.pathCapacity - list.pathUsed)
    return "";
  char *copy = list.paths + list.pathUsed;
  __builtin_memcpy(copy, name, bytes);
  list.pathUsed += bytes;
  return copy;
}

void readBuildId(Module &module, uintptr_t notes, size_t bytes) {
  while (bytes >= sizeof(ElfW(Nhdr))) {
    const auto *note = reinterpret_cast<const ElfW(Nhdr) *>(notes);
    size_t name = (note->n_namesz + 3u) & ~3u;
    size_t size = sizeof(*note) + name + ((note->n_descsz + 3u) & ~3u);
    if (size > bytes)
      return;
    const char *owner = reinterpret_cast<const char *>(note + 1);
    if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
        __builtin_memcmp(owner, "GNU", 4) == 0) {
      size_t length = note->n_descsz < sizeof(module.buildId)
                          ? note->n_descsz
                          : sizeof(module.buildId);
      __builtin_memcpy(module.buildId, owner + name, length);
      module.buildIdBytes = static_cast<uint8_t>(length);
      return;
    }
    notes += size;
    bytes -= size;
  }
}

int fillModule(dl_phdr_info *info, size_t, void *context) {
  ModuleList &list = *static_cast<ModuleList *>(context);
  if (list.count == list.capacity)
    return 1;
  Module &module = list.modules[list.count];
  module.bias = info->dlpi_addr;
  module.begin = module.imageBegin = ~uintptr_t{0};
  for (unsigned i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_LOAD) {
      if (begin < module.imageBegin)
        module.imageBegin = begin;
      if (begin + segment.p_memsz > module.imageEnd)
        module.imageEnd = begin + segment.p_memsz;
    }
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X)) {
      if (begin < module.begin)
        module.begin = begin;
      if (begin + segment.p_memsz > module.end)
        module.end = begin + segment.p_memsz;
    } else if (segment.p_type == PT_GNU_EH_FRAME) {
      module.ehFrameHdr = begin;
    } else if (segment.p_type == PT_NOTE && module.buildIdBytes == 0) {
      readBuildId(module, begin, segment.p_memsz);
    }
  }
  if (module.end == 0) { // no code in it
    module = {};
    return 0;
  }
  module.path = keepPath(list, info->dlpi_name);
  uintptr_t ours = reinterpret_cast<uintptr_t>(&refreshModules);
  module.isRuntime =
      *info->dlpi_name && ours >= module.begin && ours < module.end;
  ++list.count;
  return 0;
}

/// Names of modules that are gone still explain old program counters, unless
/// something else lies there now.
void keepUnloaded(ModuleList &list, const ModuleList &known) {
  for (unsigned i = 0; i < known.count && list.count < list.capacity; ++i) {
    const Module &old = known.modules[i];
    bool isThere = false;
    for (unsigned j = 0; j < list.count; ++j)
      isThere |= old.imageBegin < list.modules[j].imageEnd &&
                 list.modules[j].imageBegin < old.imageEnd;
    if (isThere)
      continue;
    Module &kept = list.modules[list.count++];
    kept = old; // its path lies in the old list, which stays
    kept.isUnloaded = true;
    kept.ehFrameHdr = 0;
  }
}

bool enter() {
  return !__atomic_exchange_n(&isRefreshing_, true, __ATOMIC_ACQUIRE);
}
void leave() { __atomic_store_n(&isRefreshing_, false, __ATOMIC_RELEASE); }

ModuleList *makeList(unsigned capacity, size_t pathCapacity) {
  const size_t bytes = sizeof(ModuleList) + capacity * sizeof(Module);
  auto *list = static_cast<ModuleList *>(mapPages(bytes + pathCapacity));
  if (!list)
    return nullptr;
  list->capacity = capacity;
  list->paths = reinterpret_cast<char *>(list) + bytes;
  list->pathCapacity = pathCapacity;
  return list;
}

// The same list with one more; paths lie in older lists, which stay.
bool addModule(const ModuleList &known, const Module &module) {
  ModuleList *list = makeList(known.count + 1, 0);
  if (!list)
    return false;
  list->loads = known.loads;
  list->unloads = known.unloads;
  list->count = known.count + 1;
  // First of those that are gone: the oldest are dropped.
  unsigned to = 0;
  while (to < known.count && !known.modules[to].isUnloaded) {
    list->modules[to] = known.modules[to];
    ++to;
  }
  list->modules[to] = module;
  for (; to < known.count; ++to)
    list->modules[to + 1] = known.modules[to];
  __atomic_store_n(&current_, list, __ATOMIC_RELEASE);
  return true;
}

void takeList() {
  Counting counting{};
  dl_iterate_phdr(countModule, &counting);
  const ModuleList *known = __atomic_load_n(&current_, __ATOMIC_ACQUIRE);
  if (known && known->loads == counting.loads &&
      known->unloads == counting.unloads)
    return;
  // Some may come in between, and some that went are kept.
  unsigned capacity = counting.modules + 8 + kUnloaded;
  size_t pathCapacity = counting.pathBytes + 2 * kProgramPathBytes;
  ModuleList *list = makeList(capacity, pathCapacity);
  if (!list)
    return;
  list->loads = counting.loads;
  list->unloads = counting.unloads;
  dl_iterate_phdr(fillModule, list);
  if (known)
    keepUnloaded(*list, *known);
  __atomic_store_n(&current_, list, __ATOMIC_RELEASE);
}

} // namespace

void refreshModules() {
  // A second thread goes on with the list there is.
  if (!enter())
    return;
  takeList();
  leave();
}

bool listLeaving(uintptr_t address, Leaving &leaving) {
  const Module *module = findModuleOfData(address);
  if (!module || module->isUnloaded || !enter())
    return false;
  leaving.module = *module;
  leaving.distance = kNowhere + (uintptr_t{left_} << kNowhereBits) -
                     (module->imageBegin & ~uintptr_t{0xfff});
  Module moved = *module;
  moved.begin += leaving.distance;
  moved.end += leaving.distance;
  moved.imageBegin += leaving.distance;
  moved.imageEnd += leaving.distance;
  moved.bias += leaving.distance;
  moved.ehFrameHdr = 0;
  moved.isUnloaded = moved.isMoved = true;
  const bool isDone =
      addModule(*__atomic_load_n(&current_, __ATOMIC_ACQUIRE), moved);
  if (isDone)
    __atomic_fetch_add(&left_, 1u, __ATOMIC_ACQ_REL);
  leave();
  return isDone;
}

uint32_t modulesLeft() { return __atomic_load_n(&left_, __ATOMIC_ACQUIRE); }

void forEachUnloaded(void (*visit)(void *context, const Module &module),
                     void *context) {
  ModuleList *list = __atomic_load_n(&current_, __ATOMIC_ACQUIRE);
  for (unsigned i = 0; list && i < list->count; ++i) {
    Module &module = list->modules[i];
    if (module.isUnloaded && !module.isMoved &&
        !__atomic_exchange_n(&module.isVisited, true, __ATOMIC_RELAXED))
      visit(context, module);
  }
}

const Module *findModuleOfData(uintptr_t address) {
  const ModuleList *list = __atomic_load_n(&current_, __ATOMIC_ACQUIRE);
  for (unsigned i = 0; list && i < list->count; ++i)
    if (address >= list->modules[i].imageBegin &&
        address < list->modules[i].imageEnd)
      return &list->modules[i];
  return nullptr;
}

const Module *findModuleIf(bool (*holds)(const Module &module)) {
  const ModuleList *list = __atomic_load_n(&current_, __ATOMIC_ACQUIRE);
  for (unsigned i = 0; list && i < list->count; ++i)
    if (holds(list->modules[i]))
      return &list->modules[i];
  return nullptr;
}

const Module *findModule(uintptr_t address) {
  const ModuleList *list = __atomic_load_n(&current_, __ATOMIC_ACQUIRE);
  for (unsigned i = 0; list && i < list->count; ++i)
    if (address >= list->modules[i].begin && address < list->modules[i].end)
      return &list->modules[i];
  return nullptr;
}

} // namespace mapsan
