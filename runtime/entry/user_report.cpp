// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A report as the C struct of <mapsan/mapsan.h>. Filled in static memory, under
// the report's lock, and valid during the program's callback.
#include "runtime/entry/ending.h"
#include "runtime/include/mapsan/mapsan.h"
#include "runtime/report/describe.h"
#include "runtime/report/print.h"

namespace mapsan {

namespace {

struct UserCallback {
  mapsan_report_callback function;
  void *context;
};
UserCallback theCallback;

constexpr size_t kTextBytes = kMaxReportBytes + 1;
char text[kTextBytes];
size_t textUsed;
mapsan_frame frames[2][kMaxFrames];
char operations[2][1024];

const char *orNull(const Report &report, Text string) {
  return string ? report.text(string) : nullptr;
}

void fillSide(const Report &report, unsigned index, mapsan_side &to) {
  const Side &side = report.sides[index];
  const Thread &thread = report.threads[side.thread];
  TextWriter operation(operations[index], sizeof operations[index]);
  describeOperation(operation, report, side);
  to.thread = thread.number;
  to.thread_name = orNull(report, thread.name);
  to.operation = operation.text();
  to.method = orNull(report, side.method);
  to.effect = effectName(side.effect);
  to.key = orNull(report, side.key);
  to.stack_origin = originName(side.stack.origin);
  to.is_previous = side.isPrevious;
  to.frame_count = side.stack.frameCount;
  to.frames = frames[index];
  for (unsigned i = 0; i < side.stack.frameCount; ++i) {
    const Frame &frame = side.stack.frames[i];
    frames[index][i] = {orNull(report, frame.function),
                        orNull(report, frame.file),
                        orNull(report, frame.module),
                        frame.line,
                        frame.column,
                        frame.offset};
  }
}

void print(const Report &report) {
  textUsed = 0;
  printReport(report, PrintStyle(),
              {[](void *, const char *bytes, size_t length) {
                 if (length > kTextBytes - 1 - textUsed)
                   length = kTextBytes - 1 - textUsed;
                 __builtin_memcpy(text + textUsed, bytes, length);
                 textUsed += length;
               },
               nullptr});
  text[textUsed] = 0;
}

void onReport(const Report &report, void *) {
  mapsan_report out = {};
  out.size = sizeof out;
  out.title = titleText(report.title);
  out.evidence = evidenceName(report.evidence);
  out.fingerprint = fingerprint(report);
  out.map_name = orNull(report, report.map.name);
  out.map_type = orNull(report, report.map.type);
  out.map = reinterpret_cast<const void *>(report.map.address);
  out.side_count = report.sideCount;
  for (unsigned i = 0; i < report.sideCount; ++i)
    fillSide(report, i, out.sides[i]);
  print(report);
  out.text = text;
  out.test = orNull(report, report.test);
  theCallback.function(&out, theCallback.context);
}

} // namespace

} // namespace mapsan

void __mapsan_user_callback(mapsan_report_callback function, void *context) {
  using namespace mapsan;
  setReportCallback(nullptr, nullptr);
  theCallback = {function, context};
  if (function)
    setReportCallback(onReport, nullptr);
}
