// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects every program counter of a report, has them looked up in one go, and
// tidies the stacks that come back:
//
//   our own frames        dropped wherever they are (wrappers, interceptors)
//   below main            dropped (the C library's start-up)
//   at a thread's start   trailing frames of libc and the loader are dropped
//   the user's call       frame #0, in the words of the call-site record; what
//                         is above it (the map's own methods) is dropped
#include "runtime/report/resolve.h"

namespace mapsan {
namespace {

constexpr unsigned kMaxStacks = 2 + kMaxThreads + 1;
constexpr unsigned kMaxAddresses = kMaxStacks * kMaxPcs + kMaxLocks;
constexpr unsigned kSiteSearch = 12; // frames above the user's call, at most

bool startsWith(const char *text, const char *prefix) {
  return __builtin_strncmp(text, prefix, __builtin_strlen(prefix)) == 0;
}

const char *baseName(const char *path) {
  const char *slash = __builtin_strrchr(path, '/');
  return slash ? slash + 1 : path;
}

bool isOurs(const ResolvedFrame &frame) {
  return frame.isRuntime ||
         (frame.function && (startsWith(frame.function, "mapsan.wrap.") ||
                             startsWith(frame.function, "mapsan::") ||
                             startsWith(frame.function, "__mapsan_")));
}

bool isCLibrary(const char *module) {
  const char *name = baseName(module);
  return startsWith(name, "libc.so") || startsWith(name, "libc-") ||
         startsWith(name, "libpthread") || startsWith(name, "ld-linux") ||
         startsWith(name, "ld-musl");
}

bool isProcessStart(const char *function) {
  static const char *const kNames[] = {"start_thread",
                                       "clone",
                                       "clone3",
                                       "__clone",
                                       "__clone3",
                                       "_start",
                                       "__GI___clone",
                                       "__libc_start_main",
                                       "__libc_start_call_main"};
  for (const char *name : kNames)
    if (__builtin_strcmp(function, name) == 0)
      return true;
  return startsWith(function, "__libc_start_main");
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
  frame.function = report.add(resolved.function);
  frame.file = report.add(resolved.file);
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
    if (!target.frame->pc) // the innermost position is the lock call's
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
  while (stack.frameCount > 1) {
    const Frame &last = stack.frames[stack.frameCount - 1];
    if (!isCLibrary(report.text(last.module)) &&
        !isProcessStart(report.text(last.function)))
      return;
    --stack.frameCount;
    stack.ended = {}; // what lies below does not matter
  }
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
    stack.frameCount = static_cast<uint8_t>(stack.frameCount - at);
    __builtin_memmove(&stack.frames[0], &stack.frames[at],
                      stack.frameCount * sizeof(Frame));
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
  }
  if (all.count)
    report.addNote(resolver.resolve(resolver.context, all.addresses, all.count,
                                    onFrame, &all));
  for (unsigned i = 0; i < report.threadCount; ++i)
    cutTail(report, report.threads[i].creation);
  cutTail(report, report.map.creation);
  for (unsigned i = 0; i < report.sideCount; ++i) {
    cutTail(report, report.sides[i].stack);
    beginAtSite(report, report.sides[i]);
  }
}

void resolveSitesOnly(Report &report) {
  for (unsigned i = 0; i < report.sideCount; ++i) {
    report.sides[i].stack.frameCount = 0;
    beginAtSite(report, report.sides[i]);
  }
}

} // namespace mapsan
