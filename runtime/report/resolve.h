// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns the captured program counters of a report into the frames a person
// wants to read. Who knows the symbols is a parameter (platform/symbolizer.h
// in the product), so this is testable without a process to symbolise.
//
//   captured                       resolved and tidied
//   mapsan.wrap._ZN…find           (dropped: ours)
//   Router::lookup router.cpp:52   #0 Router::lookup(…) router.cpp:52:20 (site)
//   worker main.cpp:7              #1 worker() main.cpp:7:3
//   mapsan::threadStart            (dropped with all below it)
//   start_thread
#ifndef MAPSAN_RUNTIME_REPORT_RESOLVE_H
#define MAPSAN_RUNTIME_REPORT_RESOLVE_H

#include "runtime/report/report.h"

namespace mapsan {

/// One source position of a program counter; strings live during the call.
/// Inlined functions give several, innermost first.
struct ResolvedFrame {
  const char *function; // null: not known
  const char *file;     // null: not known
  uint32_t line;
  uint32_t column;
  const char *module; // null: in no module
  const char *buildId;
  uint64_t offset;
  bool inlined;
  bool isRuntime; // lies in libmapsan
};

/// Looks `count` program counters up, all in one go, and calls `onFrame` with
/// the index of each, in order, at least once per index. Returns null, or a
/// sentence for the report about what is missing.
struct Resolver {
  const char *(*resolve)(void *context, const uint64_t *pcs, size_t count,
                         void (*onFrame)(void *sink, size_t index,
                                         const ResolvedFrame &frame),
                         void *sink);
  void *context;
};

/// Fills in all frames of the report: both sides, creations, locks.
void resolveReport(Report &report, const Resolver &resolver);

/// Fills in frames from nothing but the call sites. Async-signal-safe.
void resolveSitesOnly(Report &report);

} // namespace mapsan

#endif
