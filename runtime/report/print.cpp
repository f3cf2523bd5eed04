// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text report. Its shape is what people and scripts know from the other
// sanitizers:
//
//   ==================
//   WARNING: MapSan: concurrent map read and map write (pid=4711)
//     Map: ...
//     Write by thread T2 'refresher', holding no lock:  operator[] inserted ...
//       #0 Router::refresh()           router.cpp:31:12
//     ...
//   SUMMARY: MapSan: <title> <place> in <function> <-> <place> in <function>
//   ==================
//
// Bytes are counted on the way to the sink; when the budget is nearly used up
// the body is cut and the summary follows.
#include "runtime/report/print.h"

#include "runtime/report/describe.h"

namespace mapsan {
namespace {

constexpr size_t kBodyBytes = kMaxReportBytes - (8u << 10);
constexpr unsigned kPlaceColumn = 28; // files stand below each other from here
constexpr char kRule[] = "==================\n";

/// Lets through what fits the budget.
struct Budget {
  const Sink *sink;
  size_t left;
  bool isCut;

  static void write(void *context, const char *text, size_t length) {
    Budget &budget = *static_cast<Budget *>(context);
    size_t take = length < budget.left ? length : budget.left;
    budget.left -= take;
    budget.isCut |= take < length;
    budget.sink->write(budget.sink->context, text, take);
  }
};

class Printer {
public:
  Printer(const Report &report, const PrintStyle &style, TextWriter &out)
      : report_(report), style_(style), out_(out) {}

  void body();
  void summary();

private:
  const char *color(const char *sequence) const {
    return style_.color ? sequence : "";
  }
  const char *bold() const { return color("\x1b[1m"); }
  const char *red() const { return color("\x1b[1;31m"); }
  const char *blue() const { return color("\x1b[1;34m"); }
  const char *plain() const { return color("\x1b[0m"); }

  void test();
  void map();
  void side(const Side &side);
  void stack(const Stack &stack);
  void frame(unsigned number, const Frame &frame);
  void evidence();
  void locks();
  void creations();
  void creation(const Stack &frames);
  void place(const Side &side);

  const Report &report_;
  const PrintStyle &style_;
  TextWriter &out_;
};

void Printer::body() {
  out_.put(kRule).put(red());
  out_.put(report_.isNote ? "NOTE: MapSan: " : "WARNING: MapSan: ");
  out_.put(titleText(report_.title));
  out_.put(" (pid=").number(static_cast<uint32_t>(report_.pid)).put(")");
  out_.put(plain()).put("\n");
  test();
  map();
  for (unsigned i = 0; i < report_.sideCount; ++i)
    side(report_.sides[i]);
  evidence();
  locks();
  creations();
  for (unsigned i = 0; i < report_.noteCount; ++i)
    out_.put("  Note: ").put(report_.text(report_.notes[i])).put("\n");
}

void Printer::test() {
  if (!report_.test)
    return;
  out_.put("  ").put(bold()).put("Test:").put(plain()).put(" ");
  out_.put(report_.text(report_.test)).put("\n");
}

void Printer::map() {
  out_.put("  ").put(bold()).put("Map:").put(plain()).put(" ");
  describeMap(out_, report_, style_.stripPathPrefix);
  out_.put("\n");
}

void Printer::side(const Side &side) {
  out_.put("  ").put(blue());
  describeRole(out_, side);
  out_.put(" by ");
  describeThread(out_, report_, report_.threads[side.thread]);
  out_.put(plain());
  if (side.areLocksKnown)
    out_.put(", ");
  describeLocksHeld(out_, report_, side);
  out_.put(":  ").put(bold());
  describeOperation(out_, report_, side);
  out_.put(plain());
  const char *remark = originText(side.stack.origin);
  if (*remark)
    out_.put("  (").put(remark).put(")");
  out_.put("\n");
  stack(side.stack);
}

void Printer::stack(const Stack &stack) {
  for (unsigned i = 0; i < stack.frameCount; ++i)
    frame(i, stack.frames[i]);
  if (stack.ended)
    out_.put("    (").put(report_.text(stack.ended)).put(")\n");
}

/// The length of UTF-8 text on a terminal, nearly: continuation bytes do not
/// count.
unsigned columnsOf(const char *text) {
  unsigned columns = 0;
  for (; *text; ++text)
    columns += (*text & 0xC0) != 0x80;
  return columns;
}

void Printer::frame(unsigned number, const Frame &frame) {
  out_.put("    #").number(number).put(" ");
  const char *function = frame.function ? report_.text(frame.function) : "??";
  out_.put(function);
  for (unsigned i = columnsOf(function) + (number > 9); i < kPlaceColumn - 1;
       ++i)
    out_.put(' ');
  out_.put(" ");
  if (frame.file) {
    describePlace(out_, report_.text(frame.file), frame.line, frame.column,
                  style_.stripPathPrefix);
  } else if (frame.module) {
    out_.put("(").put(report_.text(frame.module));
    out_.put("+0x").hex(frame.offset);
    if (frame.buildId)
      out_.put(" BuildId: ").put(report_.text(frame.buildId));
    out_.put(")");
  } else {
    out_.put("0x").hex(frame.pc);
  }
  out_.put("\n");
}

void Printer::evidence() {
  out_.put("  ").put(bold()).put("Evidence:").put(plain()).put(" ");
  out_.put(evidenceName(report_.evidence)).put(" (");
  out_.put(report_.evidenceDetail ? report_.text(report_.evidenceDetail)
                                  : evidenceText(report_.evidence));
  out_.put(")\n");
}

void Printer::locks() {
  bool anyHeld = report_.sides[0].lockCount ||
                 (report_.sideCount == 2 && report_.sides[1].lockCount);
  if (!anyHeld)
    return; // the sides' own lines have said it
  out_.put("  ").put(bold()).put("Locks:").put(plain()).put(" ");
  describeLocks(out_, report_, style_.stripPathPrefix);
  out_.put("\n");
}

void Printer::creations() {
  if (report_.map.isCreationKnown) {
    out_.put("  Map created by ");
    describeThread(out_, report_, report_.threads[report_.map.creator]);
    creation(report_.map.creation);
  }
  for (unsigned i = 0; i < report_.threadCount; ++i) {
    const Thread &thread = report_.threads[i];
    if (thread.isMain || !thread.isCreationKnown)
      continue;
    out_.put("  ");
    out_.put("Thread T").number(thread.number);
    if (thread.name)
      out_.put(" '").put(report_.text(thread.name)).put("'");
    out_.put(" created by ");
    if (thread.isCreatorMain)
      out_.put("main thread");
    else
      out_.put("T").number(thread.creator);
    creation(thread.creation);
  }
}

void Printer::creation(const Stack &frames) {
  out_.put(frames.frameCount ? " at:\n" : "\n");
  stack(frames);
}

void Printer::place(const Side &side) {
  // The text of the side's own frame: it has the user's line where the record
  // has none.
  const Stack &stack = side.stack;
  bool fromFrame = !side.file && stack.frameCount && stack.frames[0].file;
  Text file = fromFrame ? stack.frames[0].file : side.file;
  if (file) {
    describePlace(out_, report_.text(file),
                  fromFrame ? stack.frames[0].line : side.line,
                  fromFrame ? stack.frames[0].column : side.column,
                  style_.stripPathPrefix);
    out_.put(" in ");
  }
  Text function = side.function;
  if (!function && stack.frameCount)
    function = stack.frames[0].function;
  out_.put(function ? report_.text(function) : "??");
}

void Printer::summary() {
  out_.put(bold()).put("SUMMARY: MapSan: ").put(titleText(report_.title));
  for (unsigned i = 0; i < report_.sideCount; ++i) {
    out_.put(i ? " <-> " : " ");
    place(report_.sides[i]);
  }
  out_.put(plain()).put("\n").put(kRule);
}

} // namespace

void printReport(const Report &report, const PrintStyle &style,
                 const Sink &sink) {
  char buffer[1024];
  Budget budget{&sink, kBodyBytes, false};
  Sink limited{Budget::write, &budget};
  TextWriter body(buffer, sizeof(buffer), &limited);
  Printer(report, style, body).body();
  body.flush();
  budget.left = kMaxReportBytes - kBodyBytes;
  TextWriter end(buffer, sizeof(buffer), &limited);
  if (budget.isCut)
    end.put("\n  (the report was longer and is cut here)\n");
  Printer(report, style, end).summary();
  end.flush();
}

void printNote(const Report &report, const PrintStyle &style,
               const Sink &sink) {
  char buffer[1024];
  TextWriter out(buffer, sizeof(buffer), &sink);
  out.put("MapSan: note: ").put(titleText(report.title)).put(" is possible: ");
  for (unsigned i = 0; i < report.sideCount; ++i) {
    const Side &side = report.sides[i];
    out.put(i ? " while " : "");
    describeOperation(out, report, side);
    out.put(" at ");
    describePlace(out, report.text(side.file), side.line, side.column,
                  style.stripPathPrefix);
  }
  out.put(" on ");
  describeMap(out, report, style.stripPathPrefix);
  out.put("\n");
  out.flush();
}

} // namespace mapsan
