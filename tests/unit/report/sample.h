// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The report of the design document, for the tests of this folder.
#ifndef MAPSAN_TESTS_UNIT_REPORT_SAMPLE_H
#define MAPSAN_TESTS_UNIT_REPORT_SAMPLE_H

#include "runtime/report/print.h"
#include "runtime/report/report.h"

#include <memory>
#include <string>

namespace mapsan {

inline std::unique_ptr<Report> emptyReport() {
  auto report = std::make_unique<Report>();
  report->clear();
  report->map.size = kUnknownCount;
  for (Side &side : report->sides)
    side.sizeBefore = side.sizeAfter = side.bucketsBefore = side.bucketsAfter =
        kUnknownCount;
  return report;
}

inline Frame makeFrame(Report &report, const char *function, const char *file,
                       uint32_t line, uint32_t column) {
  Frame frame{};
  frame.function = report.add(function);
  frame.file = report.add(file);
  frame.line = line;
  frame.column = column;
  return frame;
}

inline void setSite(Report &report, Side &side, const char *method,
                    const char *function, const char *file, uint32_t line,
                    uint32_t column) {
  side.method = report.add(method);
  side.function = report.add(function);
  side.file = report.add(file);
  side.line = line;
  side.column = column;
  side.stack.frames[0] = makeFrame(report, function, file, line, column);
  side.stack.frameCount = 1;
}

inline std::unique_ptr<Report> sampleReport() {
  auto report = emptyReport();
  report->title = Title::MapReadAndWrite;
  report->evidence = Evidence::Overlap;
  report->pid = 4711;
  report->sideCount = 2;
  report->map.name = report->add("Router::routes_");
  report->map.file = report->add("/src/router.h");
  report->map.line = 31;
  report->map.type = report->add("std::unordered_map<std::string, Route>");
  report->map.address = 0x7f0012345670;
  report->map.size = 12;

  Side &write = report->sides[0];
  write.thread = report->addThread(2, 4713, "refresher");
  write.effect = Effect::Upsert;
  write.observed = Observed::Changed;
  setSite(*report, write, "operator[]", "Router::refresh()", "/src/router.cpp",
          31, 12);
  write.sizeBefore = 11;
  write.sizeAfter = 12;
  write.bucketsBefore = 11;
  write.bucketsAfter = 23;
  write.key = report->add("\"eu-1\"");
  write.areLocksKnown = true;
  write.stack.origin = StackOrigin::AfterTheFact;
  write.stack.frames[write.stack.frameCount++] =
      makeFrame(*report, "refreshLoop(Router&)", "/src/main.cpp", 9, 3);

  Side &read = report->sides[1];
  read.thread = report->addThread(5, 4716, "worker-3");
  read.isPrevious = true;
  read.effect = Effect::Read;
  setSite(*report, read, "find", "Router::lookup(std::string const&)",
          "/src/router.cpp", 52, 20);
  read.key = report->add("\"eu-1\"");
  read.areLocksKnown = true;
  read.locks[read.lockCount++] = report->addLock(0x1000, "Router::mu_", 0x42);
  report->locks[0].taken = makeFrame(
      *report, "Router::lookup(std::string const&)", "/src/router.cpp", 51, 5);
  read.stack.origin = StackOrigin::Own;

  Thread &refresher = report->threads[write.thread];
  refresher.isCreationKnown = true;
  refresher.isCreatorMain = true;
  refresher.creation.frames[0] =
      makeFrame(*report, "main", "/src/main.cpp", 20, 15);
  refresher.creation.frameCount = 1;
  Thread &worker = report->threads[read.thread];
  worker.isCreationKnown = true;
  worker.creator = 1;
  return report;
}

/// Everything a sink got.
struct Collected {
  std::string text;
  static void write(void *context, const char *text, size_t length) {
    static_cast<Collected *>(context)->text.append(text, length);
  }
  Sink sink() { return {write, this}; }
};

inline std::string printed(const Report &report, PrintStyle style = {}) {
  Collected out;
  printReport(report, style, out.sink());
  return out.text;
}

} // namespace mapsan

#endif
