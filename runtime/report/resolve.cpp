// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects every program counter of a report, has them looked up in one go, and
// tidies the stacks that come back:
//
//   our own frames        dropped wherever they are (wrappers, interceptors)
//   below main            dropped (the C library's start-up)
//   below a thread's      dropped (the C and C++ libraries' way of calling it)
//     first function
//   thread creation       begins at the code that made the std::thread
//   the user's call       frame #0, in the words of the call-site record; what
//                         is above it (the map's own methods) is dropped
#include "runtime/report/resolve.h"

#include "runtime/base/path.h"

namespace mapsan {
namespace {

constexpr unsigned kMaxStacks = 2 + kMaxThreads + 1;
constexpr unsigned kMaxAddresses = kMaxStacks * kMaxPcs + 6 * kMaxLocks;
constexpr unsigned kSiteSearch = 12; // frames above the user's call, at most

bool startsWith(const char *text, const char *prefix) {
  return __builtin_strncmp(text, prefix, __builtin_strlen(prefix)) == 0;
}

bool isOurs(const ResolvedFrame &frame) {
  return frame.isRuntime ||
         (frame.function && (startsWith(frame.function, "mapsan.") ||
                             startsWith(frame.function, "mapsan::") ||
                             startsWith(frame.function, "__mapsan_")));
}

bool startsWithAny(const char *text, const char *const *prefixes) {
  for (; *prefixes; ++prefixes)
    if (startsWith(text, *prefixes))
      return true;
  return false;
}

/// The part of a function's name before its parameters, without blanks:
/// compilers and demanglers spell the rest differently.
bool sameFunction(const char *left, const char *right) {
  if (!*left || !*right)
    return false;
  while (true) {
    while (*left == ' ')
      ++left;
    while (*right == ' ')
      ++right;
    bool leftEnds = *left == '(' || *left == 0;
    bool rightEnds = *right == '(' || *right == 0;
    if (leftEnds || rightEnds)
      return leftEnds && rightEnds;
    if (*left++ != *right++)
      return false;
  }
}

/// Code that stands between the system and a thread's first function, or
/// between the program and pthread_create: the C library, the C++ library and
/// its headers, the sanitizers, and what the compiler calls constructors from.
bool isLibrary(const Report &report, const Frame &frame) {
  static const char *const kModules[] = {"libc.so",  "libc-",   "libpthread",
                                         "ld-linux", "ld-musl", "libstdc++.so",
                                         "libc++",   nullptr};
  // Without lines, names must do: demangled or, where only symbol tables were
  // there, not. The file's name alone is that of whoever instantiated it.
  static const char *const kBeginnings[] = {
      "std::",         "void std::",      "_ZSt",          "_ZNSt",
      "_ZNKSt",        "__gthread_",      "__libc_start_", "_GLOBAL__sub_I_",
      "__interceptor", "___interceptor_", "__asan",        "__tsan",
      nullptr};
  // Whole names: a program may well have a `cloneTable` of its own.
  static const char *const kFunctions[] = {
      "start_thread", "_start", "__clone",           "__clone3",
      "clone",        "clone3", "asan_thread_start", nullptr};
  if (startsWithAny(baseName(report.text(frame.module)), kModules))
    return true;
  if (frame.file && frame.line)
    return __builtin_strstr(report.text(frame.file), "/c++/") != nullptr;
  const char *name = report.text(frame.function);
  if (startsWithAny(name, kBeginnings))
    return true;
  for (const char *const *function = kFunctions; *function; ++function)
    if (sameFunction(name, *function))
      return true;
  return false;
}

/// Where the answer for an address belongs.
struct Target {
  Stack *stack; // null: a lock's frame
  Frame *frame;
};

struct Collection {
  Report *report;
  size_t count;
  uint64_t addresses[kMaxAddresses];
  uint64_t pcs[kMaxAddresses];
  Target targets[kMaxAddresses];

  void add(uint64_t pc, bool isReturnAddress, Target target) {
    if (count == kMaxAddresses)
      return;
    addresses[count] = isReturnAddress ? pc - 1 : pc;
    pcs[count] = pc;
    targets[count++] = target;
  }

  void add(Stack &stack) {
    stack.frameCount = 0;
    for (unsigned i = 0; i < stack.pcCount; ++i)
      add(stack.pcs[i], i != 0 || !stack.firstIsExact, {&stack, nullptr});
  }
};

void fill(Report &report, Frame &frame, uint64_t pc,
          const ResolvedFrame &resolved) {
  frame.pc = pc;
  frame.offset = resolved.offset;
  frame.module = report.add(resolved.module);
  frame.buildId = report.add(resolved.buildId);
  frame.function = report.addFunction(resolved.function);
  frame.file = report.addPath(resolved.file);
  frame.line = resolved.line;
  frame.column = resolved.column;
  frame.inlined = resolved.inlined;
}

void onFrame(void *context, size_t index, const ResolvedFrame &resolved) {
  Collection &all = *static_cast<Collection *>(context);
  const Target &target = all.targets[index];
  if (isOurs(resolved))
    return;
  if (!target.stack) {
    if (!target.frame->pc || isLibrary(*all.report, *target.frame))
      fill(*all.report, *target.frame, all.pcs[index], resolved);
    return;
  }
  Stack &stack = *target.stack;
  if (stack.frameCount < kMaxFrames)
    fill(*all.report, stack.frames[stack.frameCount++], all.pcs[index],
         resolved);
}

/// Cuts what lies below main or below a thread's first function.
void cutTail(const Report &report, Stack &stack) {
  for (unsigned i = 0; i < stack.frameCount; ++i) {
    if (__builtin_strcmp(report.text(stack.frames[i].function), "main") == 0) {
      stack.frameCount = static_cast<uint8_t>(i + 1);
      stack.ended = {};
      return;
    }
  }
  while (stack.frameCount > 1 &&
         isLibrary(report, stack.frames[stack.frameCount - 1])) {
    --stack.frameCount;
    stack.ended = {}; // what lies below does not matter
  }
}

void dropHead(Stack &stack, unsigned count) {
  stack.frameCount = static_cast<uint8_t>(stack.frameCount - count);
  __builtin_memmove(&stack.frames[0], &stack.frames[count],
                    stack.frameCount * sizeof(Frame));
}

/// A creation is where the program asked for it.
void beginAtProgram(const Report &report, Stack &stack) {
  unsigned at = 0;
  while (at < stack.frameCount && isLibrary(report, stack.frames[at]))
    ++at;
  if (at < stack.frameCount)
    dropHead(stack, at);
}

bool isSite(const Report &report, const Frame &frame, const Side &side) {
  if (frame.file && side.file && frame.line && frame.line == side.line &&
      __builtin_strcmp(baseName(report.text(frame.file)),
                       baseName(report.text(side.file))) == 0)
    return true;
  return frame.line == 0 &&
         sameFunction(report.text(frame.function), report.text(side.function));
}

/// Makes the user's call frame #0.
void beginAtSite(Report &report, Side &side) {
  if (!side.function && !side.file)
    return;
  Stack &stack = side.stack;
  unsigned at = 0;
  while (at < stack.frameCount && at < kSiteSearch &&
         !isSite(report, stack.frames[at], side))
    ++at;
  bool found = at < stack.frameCount && at < kSiteSearch;
  if (found) {
    dropHead(stack, at);
  } else {
    unsigned kept =
        stack.frameCount < kMaxFrames ? stack.frameCount : kMaxFrames - 1;
    __builtin_memmove(&stack.frames[1], &stack.frames[0], kept * sizeof(Frame));
    stack.frameCount = static_cast<uint8_t>(kept + 1);
    stack.frames[0] = {};
  }
  Frame &first = stack.frames[0];
  // The record may say "src/a.cpp" where the symbolizer knows the whole path.
  if (first.file && report.text(first.file)[0] == '/')
    side.file = first.file;
  if (side.file)
    first.file = side.file;
  if (side.function)
    first.function = side.function;
  if (side.line) {
    first.line = side.line;
    first.column = side.column;
  }
}

} // namespace

void resolveReport(Report &report, const Resolver &resolver) {
  Collection all; // some 14 KB: reports are made on ordinary stacks
  all.report = &report;
  all.count = 0;
  for (unsigned i = 0; i < report.sideCount; ++i)
    all.add(report.sides[i].stack);
  for (unsigned i = 0; i < report.threadCount; ++i)
    all.add(report.threads[i].creation);
  all.add(report.map.creation);
  for (unsigned i = 0; i < report.lockCount; ++i) {
    Lock &lock = report.locks[i];
    lock.taken = {};
    if (lock.takenPc)
      all.add(lock.takenPc, true, {nullptr, &lock.taken});
    for (uint64_t pc : lock.takenCallers)
      if (pc)
        all.add(pc, true, {nullptr, &lock.taken});
  }
  if (all.count)
    report.addNote(resolver.resolve(resolver.context, all.addresses, all.count,
                                    onFrame, &all));
  for (unsigned i = 0; i < report.threadCount; ++i) {
    beginAtProgram(report, report.threads[i].creation);
    cutTail(report, report.threads[i].creation);
  }
  cutTail(report, report.map.creation);
  for (unsigned i = 0; i < report.sideCount; ++i) {
    beginAtSite(report, report.sides[i]);
    cutTail(report, report.sides[i].stack);
  }
}

void resolveSitesOnly(Report &report) {
  for (unsigned i = 0; i < report.sideCount; ++i) {
    report.sides[i].stack.frameCount = 0;
    beginAtSite(report, report.sides[i]);
  }
}

} // namespace mapsan
