// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All addresses go to llvm-symbolizer as arguments ("'/bin/app' 0x1234"), so
// there is no input to feed while reading (symbolizer_answer.h reads the answer).
//
// In a set-user-id process PATH and the rest of the environment are somebody
// else's: only symbolizers at their fixed places are started, with no environment.
#include "runtime/platform/symbolizer.h"

#include "runtime/base/text_writer.h"
#include "runtime/platform/elf_symbols.h"
#include "runtime/platform/file.h"
#include "runtime/platform/modules.h"
#include "runtime/platform/pages.h"
#include "runtime/platform/process.h"
#include "runtime/platform/symbolizer_answer.h"
#include "runtime/platform/system.h"

#include <sys/auxv.h>
#include <unistd.h>

namespace mapsan {
namespace {

constexpr size_t kPathBytes = 4096;
constexpr size_t kMaxAddresses = 1024;
constexpr size_t kArgumentBytes = 512u << 10;
constexpr size_t kAnswerBytes = 2u << 20;
constexpr size_t kMaxEnvironment = 4096;
constexpr unsigned kNewestMajor = 29;
constexpr unsigned kOldestMajor = 11;

/// Everything a run needs, in pages of its own.
struct Workspace {
  const char *arguments[kMaxAddresses + 8];
  const char *environment[kMaxEnvironment + 1];
  char program[kPathBytes];
  char argumentText[kArgumentBytes];
  char answer[kAnswerBytes];
};

bool startsWith(const char *text, const char *prefix) {
  return __builtin_strncmp(text, prefix, __builtin_strlen(prefix)) == 0;
}

/// llvm-symbolizer, or the newest llvm-symbolizer-N.
bool findSymbolizer(char *found) {
  const char *path = startEnvironment("PATH");
  if (findProgram("llvm-symbolizer", path, found, kPathBytes))
    return true;
  for (unsigned major = kNewestMajor; major >= kOldestMajor; --major) {
    char name[32];
    TextWriter(name, sizeof(name)).put("llvm-symbolizer-").number(major);
    if (findProgram(name, path, found, kPathBytes))
      return true;
    char installed[64];
    TextWriter(installed, sizeof(installed))
        .put("/usr/lib/llvm-")
        .number(major)
        .put("/bin/llvm-symbolizer");
    if (findProgram(installed, path, found, kPathBytes))
      return true;
  }
  return false;
}

/// The program's environment without what would load us into the child, or let
/// it ask servers for debug information.
void fillEnvironment(Workspace &work) {
  size_t count = 0;
  char **at = getauxval(AT_SECURE) ? nullptr : environ;
  for (; at && *at && count < kMaxEnvironment; ++at)
    if (!startsWith(*at, "LD_PRELOAD=") && !startsWith(*at, "LD_AUDIT=") &&
        !startsWith(*at, "MAPSAN_OPTIONS=") &&
        !startsWith(*at, "DEBUGINFOD_URLS="))
      work.environment[count++] = *at;
  work.environment[count] = nullptr;
}

/// A module whose file can be asked; the kernel's own has none.
const Module *moduleWithFile(uint64_t address) {
  const Module *module = findModule(address);
  return module && module->path[0] == '/' ? module : nullptr;
}

/// Fills the arguments for addresses that lie in a file; returns how many.
size_t fillArguments(Workspace &work, const uint64_t *addresses, size_t count) {
  size_t used = 0, asked = 0;
  work.arguments[0] = work.program;
  work.arguments[1] = "--inlining=true";
  work.arguments[2] = "--demangle";
  work.arguments[3] = "--functions=linkage";
  size_t next = 4;
  for (size_t i = 0; i < count && i < kMaxAddresses; ++i) {
    const Module *module = moduleWithFile(addresses[i]);
    if (!module)
      continue;
    TextWriter out(work.argumentText + used, kArgumentBytes - used);
    out.put('"').put(module->path).put("\" 0x");
    out.hex(addresses[i] - module->bias);
    if (out.truncated())
      break;
    work.arguments[next++] = work.argumentText + used;
    used += out.length() + 1;
    ++asked;
  }
  work.arguments[next] = nullptr;
  return asked;
}

struct Answer {
  Symbol symbol; // what does not come from the symbolizer
  char buildId[2 * sizeof(Module::buildId) + 1];

  explicit Answer(uint64_t address) : symbol{}, buildId{} {
    const Module *module = findModule(address);
    symbol.offset = address;
    if (!module)
      return;
    symbol.module = module->path;
    symbol.offset = address - module->bias;
    symbol.isRuntime = module->isRuntime;
    TextWriter out(buildId, sizeof(buildId));
    for (unsigned i = 0; i < module->buildIdBytes; ++i)
      out.hex(module->buildId[i], 2);
    symbol.buildId = module->buildIdBytes ? buildId : nullptr;
  }
};

void passAnswers(Workspace &work, const uint64_t *addresses, size_t count,
                 OnSymbol onSymbol, void *context) {
  char *text = work.answer;
  for (size_t i = 0; i < count; ++i) {
    Answer answer(addresses[i]);
    if (moduleWithFile(addresses[i]))
      passBlock(text, i, answer.symbol, onSymbol, context);
    else
      onSymbol(context, i, answer.symbol);
  }
}

/// Without a symbolizer: function names only.
void passElfSymbols(const uint64_t *addresses, size_t count, OnSymbol onSymbol,
                    void *context) {
  char mangled[2048];
  char name[2048];
  for (size_t i = 0; i < count; ++i) {
    Answer answer(addresses[i]);
    if (moduleWithFile(addresses[i]) &&
        findElfSymbol(answer.symbol.module, answer.symbol.offset, mangled,
                      sizeof(mangled))) {
      demangle(mangled, name, sizeof(name));
      answer.symbol.function = name;
    }
    onSymbol(context, i, answer.symbol);
  }
}

/// Null when the answer is in the workspace, else what is wrong.
const char *ask(Workspace &work, const uint64_t *addresses, size_t count,
                const SymbolizerSettings &settings) {
  if (isUnderValgrind())
    return "files and lines are missing: llvm-symbolizer cannot be started "
           "under "
           "valgrind";
  bool named = settings.path && *settings.path;
  if (named && !findProgram(settings.path, startEnvironment("PATH"),
                            work.program, kPathBytes))
    return "files and lines are missing: external_symbolizer_path names no "
           "program";
  if (!named && !findSymbolizer(work.program))
    return "files and lines are missing: there is no llvm-symbolizer in PATH; "
           "install it, or name it in external_symbolizer_path";
  fillEnvironment(work);
  if (fillArguments(work, addresses, count) == 0)
    return nullptr; // nothing that lies in a file
  size_t length = 0;
  switch (runProgram(work.arguments, work.environment, settings.timeoutMs,
                     work.answer, kAnswerBytes, length)) {
  case RunResult::Done:
    return nullptr;
  case RunResult::NotStarted:
    return "files and lines are missing: llvm-symbolizer could not be started";
  case RunResult::TimedOut:
    return "files and lines are missing: llvm-symbolizer took longer than "
           "symbolizer_timeout_ms";
  case RunResult::Failed:
    return "files and lines are missing: llvm-symbolizer failed";
  }
  return nullptr;
}

} // namespace

const char *symbolize(const uint64_t *addresses, size_t count,
                      const SymbolizerSettings &settings, OnSymbol onSymbol,
                      void *context) {
  if (!settings.inSignalHandler)
    refreshModules();
  if (!settings.enabled) {
    passElfSymbols(addresses, count, onSymbol, context);
    return nullptr;
  }
  auto *work = static_cast<Workspace *>(mapPages(sizeof(Workspace)));
  const char *problem = work ? ask(*work, addresses, count, settings)
                             : "files and lines are missing: out of memory";
  if (problem)
    passElfSymbols(addresses, count, onSymbol, context);
  else
    passAnswers(*work, addresses, count, onSymbol, context);
  unmapPages(work, sizeof(Workspace));
  return problem;
}

} // namespace mapsan
